/**
 * The memory a forward pass of one sample needs for activations: nodes run in their order, every tensor is float32, it is made
 * when its node runs and freed after its last reader. Norms, activations and skips work in place where nobody else reads their
 * input, and so does a sum into one of its terms. Weights, and what a kernel needs for itself, are not counted.
 */
import { product } from './ops/shapes.js';
import { definitionOf, inferShapes } from './infer.js';
import type { ArchNode, Architecture, Shape } from './types.js';

const bytesPerNumber = 4;
const inPlaceRoles: ReadonlySet<string> = new Set(['norm', 'activation', 'skip']);

/** Bytes at the fullest moment. @throws a data error where shapes do not fit. */
export function peakActivationBytes(architecture: Architecture): number {
  const shapes = inferShapes(architecture, 1);
  const sizeOf = (id: string): number => bytesPerNumber * product(shapes.get(id) as Shape);
  /** Reads that are still to come; the network's outputs are read by the caller and never freed. */
  const readers = new Map<string, number>();
  const count = (id: string): void => void readers.set(id, (readers.get(id) ?? 0) + 1);
  for (const { inputs } of architecture.nodes) for (const id of new Set(inputs)) count(id);
  for (const id of architecture.outputs) count(id);

  let held = architecture.inputs.reduce((sum, { id }) => sum + sizeOf(id), 0);
  let peak = held;
  for (const node of architecture.nodes) {
    const inputs = [...new Set(node.inputs)];
    for (const id of inputs) readers.set(id, (readers.get(id) as number) - 1);
    const freed = inputs.filter((id) => readers.get(id) === 0);
    const taken = worksInPlace(node) ? freed.find((id) => sizeOf(id) === sizeOf(node.id)) : undefined;
    if (taken === undefined) held += sizeOf(node.id);
    peak = Math.max(peak, held);
    for (const id of freed) if (id !== taken) held -= sizeOf(id);
    if (!readers.has(node.id)) held -= sizeOf(node.id);
  }
  return peak;
}

function worksInPlace(node: ArchNode): boolean {
  const { role, sums = false } = definitionOf(node);
  return sums || inPlaceRoles.has(role);
}
