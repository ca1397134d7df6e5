/**
 * The memory of the activations of a forward pass of one sample: tensors with their sizes and readers. A tensor is made when its
 * node runs and freed after its last reader; the network's outputs are never freed, its inputs exist from the start. Norms,
 * activations and skips work in place if nothing else reads their input, and so does a sum into one of its terms. Weights are
 * not counted, nor tensors computed from weights alone (runtimes fold them into a stored tensor), nor the scratch memory of kernels.
 * Sizes are in numbers, not bytes.
 */
import { product } from '../ops/shapes.js';
import { definitionOf, inferShapes } from '../infer.js';
import type { ArchNode, Architecture, Shape } from '../types.js';

export interface MemoryGraph {
  /** Ids of the inputs, then of the nodes that depend on one in the architecture's order; everything below is by this index. */
  readonly ids: readonly string[];
  /** How many of the tensors are inputs. */
  readonly inputCount: number;
  readonly sizes: Float64Array;
  /** The tensors a node reads, each once; empty for inputs. */
  readonly reads: readonly (readonly number[])[];
  /** The nodes that read a tensor. */
  readonly readers: readonly (readonly number[])[];
  readonly isOutput: readonly boolean[];
  readonly worksInPlace: readonly boolean[];
}

const inPlaceRoles: ReadonlySet<string> = new Set(['norm', 'activation', 'skip']);

function worksInPlace(node: ArchNode): boolean {
  const { role, sums = false } = definitionOf(node);
  return sums || inPlaceRoles.has(role);
}

/** @param needed inputs and nodes to keep, by id; by default, all. @throws a data error if shapes do not fit. */
export function memoryGraph(architecture: Architecture, needed?: ReadonlySet<string>): MemoryGraph {
  const shapes = inferShapes(architecture, 1);
  const isFed = new Set(architecture.inputs.map(({ id }) => id));
  for (const { id, inputs } of architecture.nodes) if (inputs.some((input) => isFed.has(input))) isFed.add(id);
  const isKept = ({ id }: { readonly id: string }): boolean => isFed.has(id) && (needed?.has(id) ?? true);
  const inputs = architecture.inputs.filter(isKept);
  const nodes = architecture.nodes.filter(isKept);
  const ids = [...inputs.map(({ id }) => id), ...nodes.map(({ id }) => id)];
  const indexOf = new Map(ids.map((id, index) => [id, index]));
  const reads = [
    ...inputs.map(() => []),
    ...nodes.map((node) => [...new Set(node.inputs)].flatMap((id) => indexOf.get(id) ?? [])),
  ];
  const readers: number[][] = ids.map(() => []);
  reads.forEach((tensors, node) => tensors.forEach((tensor) => readers[tensor].push(node)));
  const outputs = new Set(architecture.outputs);
  return {
    ids,
    inputCount: inputs.length,
    sizes: Float64Array.from(ids, (id) => product(shapes.get(id) as Shape)),
    reads,
    readers,
    isOutput: ids.map((id) => outputs.has(id)),
    worksInPlace: [...inputs.map(() => false), ...nodes.map(worksInPlace)],
  };
}

/** Ids of the inputs and nodes that an output depends on: those that a runtime holds and runs. */
export function neededNodes({ nodes, outputs }: Architecture): Set<string> {
  const needed = new Set(outputs);
  for (const { id, inputs } of nodes.toReversed()) if (needed.has(id)) for (const input of inputs) needed.add(input);
  return needed;
}

/** A moment of a run: which nodes have run, and the numbers that are held. */
export interface MemoryState {
  /** 1 for tensors that exist or existed. */
  readonly done: Uint8Array;
  held: number;
}

export function startState({ inputCount, sizes }: MemoryGraph): MemoryState {
  const done = new Uint8Array(sizes.length).fill(1, 0, inputCount);
  return { done, held: sizes.subarray(0, inputCount).reduce((sum, size) => sum + size, 0) };
}

/** Numbers held while a node runs, and after it has. */
interface Step {
  readonly during: number;
  readonly after: number;
}

/** How many numbers are held if this node runs next. */
export function stepOf(graph: MemoryGraph, { done, held }: MemoryState, node: number): Step {
  const { sizes, reads, readers, isOutput, worksInPlace: inPlace } = graph;
  const size = sizes[node];
  let freed = 0;
  let isTaken = false;
  for (const tensor of reads[node]) {
    if (isOutput[tensor] || readers[tensor].some((reader) => reader !== node && done[reader] === 0)) continue;
    freed += sizes[tensor];
    if (inPlace[node] && sizes[tensor] === size) isTaken = true;
  }
  const isKept = isOutput[node] || readers[node].length > 0;
  return { during: held + (isTaken ? 0 : size), after: held + (isKept ? size : 0) - freed };
}

/** Runs a node. */
export function take(graph: MemoryGraph, state: MemoryState, node: number): Step {
  const step = stepOf(graph, state, node);
  state.done[node] = 1;
  state.held = step.after;
  return step;
}
