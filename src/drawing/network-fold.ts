/**
 * A network in overview: the parts of `foldArchitecture`, with runs of equal groups folded once more (`cell × 5`).
 * Nodes without a group stand for themselves.
 */
import { foldArchitecture, nodeKey, type Part } from '../arch/fold.js';
import { definitionOf } from '../arch/infer.js';
import type { OpRole } from '../arch/ops/types.js';
import type { ArchNode, Architecture, Shape } from '../arch/types.js';

export interface NetworkPart {
  /** Unique among parts and inputs. */
  readonly key: string;
  /** The group's kind, or the operator's label for a node without a group. */
  readonly title: string;
  /** A group, or a single node that belongs to none. */
  readonly isGroup: boolean;
  /** How many equal parts in a row this one stands for. */
  readonly repeats: number;
  /** Operators inside, most frequent first: of one repeat. */
  readonly ops: readonly { readonly label: string; readonly count: number }[];
  /** Its output, at batch 1. */
  readonly shape: Shape;
  /** Of all repeats together. */
  readonly params: number;
  readonly macs: number;
}

interface FoldedNetwork {
  readonly parts: readonly NetworkPart[];
  /** Keys of a part or input and of the part that reads it; each pair once. */
  readonly flows: readonly (readonly [string, string])[];
}

/** Folds a network; params and MACs add up to `countCost`. @throws a data error where shapes do not fit. */
export function foldNetwork(architecture: Architecture): FoldedNetwork {
  const pieces = foldArchitecture(architecture);
  const parts: NetworkPart[] = [];
  const standsFor = new Map<string, string>();
  let before = '';
  for (const piece of pieces) {
    const isGroup = piece.key !== nodeKey(piece.id);
    const nodes = architecture.nodes.filter((node) => (isGroup ? node.group === piece.id : node.id === piece.id));
    const signature = isGroup ? signatureOf(piece, nodes) : '';
    const previous = parts.at(-1);
    if (previous !== undefined && signature !== '' && signature === before) {
      parts[parts.length - 1] = {
        ...previous,
        repeats: previous.repeats + 1,
        params: previous.params + piece.params,
        macs: previous.macs + piece.macs,
      };
      standsFor.set(piece.key, previous.key);
    } else {
      const { key, label, shape, params, macs } = piece;
      parts.push({ key, title: label, isGroup, repeats: 1, ops: countOps(nodes), shape, params, macs });
      standsFor.set(key, key);
    }
    before = signature;
  }
  const flows = new Map<string, readonly [string, string]>();
  for (const { key, reads } of pieces) {
    const to = standsFor.get(key) as string;
    for (const read of reads) {
      const from = standsFor.get(read) ?? read;
      if (from !== to) flows.set(JSON.stringify([from, to]), [from, to]);
    }
  }
  return { parts, flows: [...flows.values()] };
}

/** Equal for groups with the same operators and sizes. */
function signatureOf({ label, group, shape, params, macs }: Part, nodes: readonly ArchNode[]): string {
  return JSON.stringify([label, group?.stage, shape, params, macs, nodes.map((node) => [node.op, node.attrs])]);
}

const telling = new Set<OpRole>(['conv', 'pool', 'other']);
const minor = new Set<OpRole>(['norm', 'activation']);

/** The operators that describe a part: convolutions, pooling, linear ones; norms and activations only if there is nothing else. */
function countOps(nodes: readonly ArchNode[]): { label: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const roles of [telling, minor]) {
    if (counts.size > 0) break;
    for (const node of nodes) {
      const { role, label } = definitionOf(node);
      if (roles.has(role)) counts.set(label(node.attrs), (counts.get(label(node.attrs)) ?? 0) + 1);
    }
  }
  return [...counts].map(([label, count]) => ({ label, count })).toSorted((a, b) => b.count - a.count);
}
