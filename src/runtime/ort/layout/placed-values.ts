/**
 * Where the values of a graph lie: plain, in blocks of channels, or both. A value is reordered where a reader needs it in the other way, once.
 * In blocks a value has the shape that it has plain; what is computed number by number is the same in both.
 */
import type { Shape } from '../../../arch/types.js';
import { blockedDomain } from '../../../onnx/lower/blocked.js';
import { int } from '../../../onnx/lower/graph-builder.js';
import type { OnnxNode } from '../../../onnx/proto/types.js';

export interface PlacedValues {
  shape(name: string): Shape | undefined;
  setShape(name: string, shape: Shape): void;
  /** Whether the value is there in blocks already. */
  isBlocked(name: string): boolean;
  /** Whether the value is there in blocks, and plain nowhere yet. */
  isOnlyBlocked(name: string): boolean;
  /** Whether it can lie in blocks: a batch of maps whose channels fill them. */
  fits(name: string): boolean;
  /** The name of the value as it was written. */
  plain(name: string): string;
  /** The name of the value in blocks. */
  blocked(name: string): string;
  /** Says that a node gives the value in blocks, by the name that this returns. @param channels if its shape is not known. */
  giveBlocked(name: string, channels?: number): string;
  /** Says that a node gives one number a channel as a row, (1, channels) for (1, channels, 1, 1), by the name that this returns. */
  giveRow(name: string): string;
  /** The name of the value as a row; undefined where no node gave that. */
  row(name: string): string | undefined;
  /** Says that a value is the numbers of another in blocks, as they lie. */
  alias(name: string, of: string): void;
}

/** The name of a value in blocks. */
export const blockedName = (name: string): string => `${name} blocked`;

const rowName = (name: string): string => `${name} row`;

/**
 * @param write takes the nodes that reorder.
 * @param list the name of a constant list.
 */
export function createPlacedValues(
  block: number,
  write: (node: OnnxNode) => void,
  list: (values: readonly number[]) => string,
): PlacedValues {
  const shapes = new Map<string, Shape>();
  const inBlocks = new Set<string>();
  /** Channels of values that are given in blocks, and not yet plain. */
  const onlyInBlocks = new Map<string, number>();
  const rows = new Set<string>();
  const onlyRows = new Set<string>();
  const aliases = new Map<string, string>();
  return {
    shape: (name) => shapes.get(name),
    setShape: (name, shape) => shapes.set(name, shape),
    isBlocked: (name) => inBlocks.has(name),
    isOnlyBlocked: (name) => onlyInBlocks.has(name),
    fits: (name) => {
      const shape = shapes.get(name);
      return shape?.length === 4 && (shape[1] ?? 0) % block === 0;
    },
    plain(name) {
      const channels = onlyInBlocks.get(name);
      if (channels !== undefined) {
        onlyInBlocks.delete(name);
        const attrs = { channels: int(channels) };
        write({ op: 'ReorderOutput', domain: blockedDomain, inputs: [blockedName(name)], outputs: [name], attrs });
      }
      if (onlyRows.delete(name)) write({ op: 'Reshape', inputs: [rowName(name), list(shapes.get(name) ?? [])], outputs: [name] });
      return aliases.get(name) ?? name;
    },
    blocked(name) {
      if (!inBlocks.has(name)) {
        inBlocks.add(name);
        const attrs = { channels_last: int(0) };
        write({ op: 'ReorderInput', domain: blockedDomain, inputs: [name], outputs: [blockedName(name)], attrs });
      }
      return blockedName(name);
    },
    giveBlocked(name, channels = shapes.get(name)?.[1] ?? 0) {
      inBlocks.add(name);
      onlyInBlocks.set(name, channels);
      return blockedName(name);
    },
    giveRow(name) {
      rows.add(name);
      onlyRows.add(name);
      return rowName(name);
    },
    row: (name) => (rows.has(name) ? rowName(name) : undefined),
    alias: (name, of) => aliases.set(name, of),
  };
}
