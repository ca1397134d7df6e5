/**
 * Blocks from the wiring alone: wherever a single value carries everything onwards the network can be cut, and what lies between
 * two cuts and has branches is a block. Norms and activations right after belong to it.
 */
import type { DraftNode } from '../import/values.js';
import type { Block } from './types.js';

const trailing: ReadonlySet<string> = new Set([
  'batchNorm',
  'layerNorm',
  'relu',
  'clip',
  'leakyRelu',
  'silu',
  'gelu',
  'hardSwish',
  'sigmoid',
  'tanh',
]);

/** Indices of nodes whose output is all that later nodes read of what came before. */
function cuts(nodes: readonly DraftNode[], outputs: readonly string[]): number[] {
  const lastUse = new Map<string, number>();
  for (const [i, { inputs }] of nodes.entries()) for (const input of inputs) lastUse.set(input, i);
  for (const id of outputs) lastUse.set(id, nodes.length);
  const isSource = (node: DraftNode): boolean => node.inputs.length === 0 || node.op === 'parameter' || node.op === 'constant';
  const found: number[] = [];
  let open = 0;
  /** How many values are read for the last time, by the node that reads them. */
  const closing = new Map<number, number>();
  const keepUntil = (last: number): void => {
    open++;
    closing.set(last, (closing.get(last) ?? 0) + 1);
  };
  // Inputs are open from the start; what reads only them closes them.
  const made = new Set(nodes.map(({ id }) => id));
  for (const [id, last] of lastUse) {
    if (!made.has(id)) keepUntil(last);
  }
  for (const [i, node] of nodes.entries()) {
    open -= closing.get(i) ?? 0;
    const last = lastUse.get(node.id);
    if (last !== undefined && !isSource(node)) keepUntil(last);
    if (open === 1 && !isSource(node) && lastUse.has(node.id)) found.push(i);
  }
  return found;
}

/** Blocks between cuts; ids count them. */
export function wiringBlocks(nodes: readonly DraftNode[], outputs: readonly string[]): Block[] {
  const blocks: Set<string>[] = [];
  let from = 0;
  let isLast = false;
  for (const cut of cuts(nodes, outputs)) {
    const segment = nodes.slice(from, cut + 1);
    from = cut + 1;
    const computing = segment.filter(({ inputs }) => inputs.length > 0);
    if (computing.length > 1) {
      blocks.push(new Set(segment.map(({ id }) => id)));
      isLast = true;
    } else if (isLast && computing.every(({ op }) => trailing.has(op))) {
      for (const { id } of segment) blocks.at(-1)?.add(id);
    } else isLast = false;
  }
  return blocks.map((members, i) => ({ id: `block${i + 1}`, nodes: members }));
}
