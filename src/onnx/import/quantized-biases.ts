/**
 * Biases of convolutions whose inputs are quantised on the way: the exporter divides a learned bias by both scales, rounds it, and adds
 * it to the integers. The rounding is no part of the architecture: these nodes pass the bias on as it is.
 */
import type { FileNode } from '../proto/file-types.js';

const integerProducts: ReadonlySet<string> = new Set(['ConvInteger', 'MatMulInteger']);
const roundings: ReadonlySet<string> = new Set(['Cast', 'Floor', 'Ceil', 'Round']);
const movers: ReadonlySet<string> = new Set(['Reshape', 'Unsqueeze', 'Squeeze', 'Identity']);

/** The nodes that round such a bias. */
export function biasRoundings(nodes: readonly FileNode[]): ReadonlySet<FileNode> {
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const found = new Set<FileNode>();
  for (const { op, inputs } of nodes) {
    if (op !== 'Add') continue;
    const makersOf = inputs.map((name) => makers.get(name));
    const product = makersOf.findIndex((maker) => maker !== undefined && integerProducts.has(maker.op));
    let node = product < 0 ? undefined : makersOf[1 - product];
    while (node !== undefined && !found.has(node) && (roundings.has(node.op) || movers.has(node.op))) {
      if (roundings.has(node.op)) found.add(node);
      node = makers.get(node.inputs[0] ?? '');
    }
  }
  return found;
}
