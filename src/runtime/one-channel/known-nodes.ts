/** Nodes as lowering reads them, kept for those that architectures share: their operator, and ids as numbers. */
import type { ArchNode } from '../../arch/types.js';
import { operatorOf, type Operator } from './calls.js';

export interface KnownNode {
  readonly operator: Operator;
  readonly id: number;
  readonly inputs: readonly number[];
}

/** Ids that have a number; beyond them numbers start anew. */
const MOST_IDS = 20_000;

let ids = new Map<string, number>();
/** Of frozen nodes. */
let nodes = new WeakMap<ArchNode, KnownNode>();

/** Call it before each architecture: within one, no number changes. */
export function startArchitecture(): void {
  if (ids.size <= MOST_IDS) return;
  ids = new Map();
  nodes = new WeakMap();
}

export function idNumber(id: string): number {
  let number = ids.get(id);
  if (number === undefined) ids.set(id, (number = ids.size));
  return number;
}

/** @throws a data error that names the node when its operator is unknown or cannot be run. */
export function knownNode(node: ArchNode): KnownNode {
  let known = nodes.get(node);
  if (known === undefined) {
    known = { operator: operatorOf(node), id: idNumber(node.id), inputs: node.inputs.map(idNumber) };
    if (Object.isFrozen(node)) nodes.set(node, known);
  }
  return known;
}
