/** The parts of a network with their costs, and the parts that do most of the work. */
import { describeNodes, type NodeRow } from './table.js';
import type { Architecture } from './types.js';

/** A part of a network: a node, or a group when folded. */
export interface Part extends NodeRow {
  /** Of the part's output at one sample, float32. */
  readonly activationBytes: number;
}

/** The parts in the order of the nodes. @param folded one for each group; nodes outside groups are parts. */
export function partsOf(architecture: Architecture, { folded }: { readonly folded: boolean }): Part[] {
  return describeNodes(architecture, { folded }).map((row) => ({
    ...row,
    activationBytes: 4 * row.shape.reduce((size, length) => size * length, 1),
  }));
}

/** The fewest parts that together do half of the work, the most expensive first; none if there is no work, or it is unknown. @param macs of the network. */
export function costliestHalf(parts: readonly Part[], macs: number): Part[] {
  if (macs === 0 || Number.isNaN(macs)) return [];
  const costliest = parts.toSorted((a, b) => b.macs - a.macs);
  let sum = 0;
  return costliest.slice(0, costliest.findIndex((part) => (sum += part.macs) >= macs / 2) + 1);
}
