/**
 * A network seen from afar: nodes folded into their groups, and runs of equal groups folded once more (`cell × 5`).
 * Nodes without a group stand for themselves.
 */
import { nodeCosts } from '../arch/cost.js';
import { definitionOf } from '../arch/infer.js';
import type { OpRole } from '../arch/ops/types.js';
import type { ArchGroup, ArchNode, Architecture, Shape } from '../arch/types.js';

export interface NetworkPart {
  readonly id: string;
  /** The group's kind, or the operator's label for a node of its own. */
  readonly title: string;
  /** A group, or a single node that belongs to none. */
  readonly isGroup: boolean;
  /** How many equal parts in a row this one stands for. */
  readonly repeats: number;
  /** Operators inside, most frequent first: of one repeat. */
  readonly ops: readonly { readonly label: string; readonly count: number }[];
  /** Of the last node, at batch 1. */
  readonly shape: Shape;
  /** Of all repeats together. */
  readonly params: number;
  readonly macs: number;
}

export interface FoldedNetwork {
  readonly parts: readonly NetworkPart[];
  /** Ids of parts or inputs, then of the part that reads them; each pair once. */
  readonly flows: readonly (readonly [string, string])[];
}

interface Piece extends NetworkPart {
  readonly signature: string;
  readonly inputs: ReadonlySet<string>;
}

/** Folds a network. Costs are those of `nodeCosts`. @throws a data error where shapes do not fit. */
export function foldNetwork(architecture: Architecture): FoldedNetwork {
  const groups = new Map((architecture.groups ?? []).map((group) => [group.id, group]));
  const owner = new Map(architecture.nodes.map((node) => [node.id, ownerOf(node)]));
  const members = groupNodes(architecture.nodes);
  const costs = new Map(nodeCosts(architecture).map((cost) => [cost.id, cost]));

  const pieces = [...members].map(([id, nodes]): Piece => {
    const own = nodes.map((node) => costs.get(node.id) as { params: number; macs: number; shape: Shape });
    const params = own.reduce((sum, cost) => sum + cost.params, 0);
    const macs = own.reduce((sum, cost) => sum + cost.macs, 0);
    const group = groups.get(id.slice(1));
    const isGroup = id.startsWith('g');
    const title = isGroup ? (group?.kind ?? id.slice(1)) : definitionOf(nodes[0]).label(nodes[0].attrs);
    const shape = own[own.length - 1].shape;
    const sources = nodes.flatMap((node) => node.inputs.map((input) => owner.get(input) ?? `i${input}`));
    const inputs = new Set(sources.filter((source) => source !== id));
    const signature = signatureOf(nodes, group, [params, macs, ...shape]);
    return { id, title, isGroup, repeats: 1, ops: countOps(nodes), shape, params, macs, signature, inputs };
  });

  const parts: Piece[] = [];
  const standsFor = new Map<string, string>();
  for (const piece of pieces) {
    const previous = parts.at(-1);
    const same = previous !== undefined && piece.isGroup && piece.signature === previous.signature;
    standsFor.set(piece.id, same ? previous.id : piece.id);
    if (!same) parts.push(piece);
    else parts[parts.length - 1] = { ...previous, repeats: previous.repeats + 1, params: previous.params + piece.params, macs: previous.macs + piece.macs, shape: piece.shape };
  }
  const flows = new Map<string, readonly [string, string]>();
  for (const piece of pieces) {
    const to = standsFor.get(piece.id) as string;
    for (const input of piece.inputs) {
      const from = standsFor.get(input) ?? input;
      if (from !== to) flows.set(JSON.stringify([from, to]), [from, to]);
    }
  }
  return { parts: parts.map(partOf), flows: [...flows.values()] };
}

function groupNodes(nodes: readonly ArchNode[]): Map<string, ArchNode[]> {
  const members = new Map<string, ArchNode[]>();
  for (const node of nodes) {
    const own = members.get(ownerOf(node));
    if (own === undefined) members.set(ownerOf(node), [node]);
    else own.push(node);
  }
  return members;
}

/** Groups, nodes and inputs live in one name space here: a letter tells them apart. */
function ownerOf(node: ArchNode): string {
  return node.group === undefined ? `n${node.id}` : `g${node.group}`;
}

function signatureOf(nodes: readonly ArchNode[], group: ArchGroup | undefined, numbers: readonly number[]): string {
  return JSON.stringify([group?.kind, group?.stage, numbers, nodes.map((node) => [node.op, node.attrs])]);
}

const telling = new Set<OpRole>(['conv', 'pool', 'other']);
const minor = new Set<OpRole>(['norm', 'activation']);

/** The operators that say what a part is: convolutions, pooling, linear ones; norms and activations only where there is nothing else. */
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

function partOf({ id, title, isGroup, repeats, ops, shape, params, macs }: Piece): NetworkPart {
  return { id, title, isGroup, repeats, ops, shape, params, macs };
}
