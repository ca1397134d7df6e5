/**
 * A graph of large weights cut into segments that run one after another: only the weights of one are in memory, written to bytes that the next
 * one takes again. A PyTorch module has them all.
 *
 *   nodes:      conv 1  relu  conv 2  add  conv 3 ...
 *   rank:         0       0     1      1     2         of the last node with a large weight that a value depends on
 *   segments:   |---- rank < 2 ------------|---- ...   a cut lies before a rank; what crosses it leaves one segment and enters others
 *
 * Each node lies in the earliest segment that knows its inputs, so readings of a value lie with it. Cuts lie where fewest values cross, as
 * between the blocks of a network, which leaves alone what the runtime merges within them.
 */
import type { OnnxNode, OnnxTensor } from '../../onnx/proto/types.js';

export interface Segment {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  /** Inputs of the graph and values of earlier segments. */
  readonly inputs: readonly string[];
  /** Outputs of the graph, and values that later segments read. */
  readonly outputs: readonly string[];
}

interface CuttableGraph {
  /** Each after those that write what it reads. */
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Operators of float results, where they read floats: only these cross a cut, because the type of a value must be known there. */
const ofFloats: ReadonlySet<string> = new Set(
  (
    'Add AveragePool BatchNormalization Clip Concat Conv Div Elu Erf Gemm GlobalAveragePool HardSigmoid HardSwish InstanceNormalization ' +
    'LayerNormalization LeakyRelu MatMul MaxPool Mul Pad PRelu ReduceMean Relu ReorderInput ReorderOutput Reshape Selu Sigmoid Softmax ' +
    'Softplus Split Sub Tanh Transpose'
  ).split(' '),
);

/** @param most bytes of weights in a segment, but for what a single weight or a better cut has more. */
export function cutGraph(graph: CuttableGraph, most: number): readonly Segment[] {
  const { initializers } = graph;
  const nodes = neededNodes(graph);
  // Weights are floats; readings multiply signs with constants of bytes, which decide nothing, nor do small weights.
  const bytes = new Map(
    initializers.map((tensor) => [tensor.name, tensor.type === 'float' && 512 * bytesOf(tensor) >= most ? bytesOf(tensor) : 0]),
  );
  const ranks = ranksOf(nodes, bytes);
  const starts = startsOf(largeWeights(nodes, bytes), crossings(nodes, ranks), most);
  const places = ranks.map((rank) => starts.findLastIndex((start) => start <= rank));
  const made = new Set(nodes.flatMap((node) => node.outputs));
  // What leaves the graph as it came in leaves with the first segment.
  const passed = graph.outputs.filter((name) => !made.has(name));
  return starts.map((_, place) => {
    const own = nodes.filter((__, i) => places[i] === place);
    return segmentOf({ ...graph, nodes }, own, place === 0 ? passed : [], (name) => bytes.has(name));
  });
}

/** Bytes of all constants of a graph. */
export const weightBytes = (initializers: readonly OnnxTensor[]): number =>
  initializers.reduce((sum, tensor) => sum + bytesOf(tensor), 0);

/** Those that an output depends on: a segment of others would have no output. */
function neededNodes({ nodes, outputs }: CuttableGraph): readonly OnnxNode[] {
  const needed = new Set(outputs);
  const isNeeded = nodes.toReversed().map((node) => {
    const leads = node.outputs.some((name) => needed.has(name));
    if (leads) for (const name of node.inputs) needed.add(name);
    return leads;
  });
  return nodes.filter((_, i) => isNeeded[nodes.length - 1 - i]);
}

const bytesOf = (tensor: OnnxTensor): number => tensor.byteLength ?? tensor.bytes.length;

/** Bytes of the large weights that a node reads. */
const largeOf = ({ inputs }: OnnxNode, bytes: ReadonlyMap<string, number>): number =>
  inputs.reduce((sum, name) => sum + (bytes.get(name) ?? 0), 0);

/** Of each node with large weights, their bytes. */
function largeWeights(nodes: readonly OnnxNode[], bytes: ReadonlyMap<string, number>): readonly number[] {
  return nodes.map((node) => largeOf(node, bytes)).filter((sum) => sum > 0);
}

function ranksOf(nodes: readonly OnnxNode[], bytes: ReadonlyMap<string, number>): readonly number[] {
  const known = new Map<string, number>();
  let next = 0;
  return nodes.map((node) => {
    const rank = largeOf(node, bytes) > 0 ? next++ : Math.max(0, ...node.inputs.map((name) => known.get(name) ?? 0));
    for (const name of node.outputs) known.set(name, rank);
    return rank;
  });
}

/** How many values cross a cut before each rank; infinitely many where one is of another type than float. */
function crossings(nodes: readonly OnnxNode[], ranks: readonly number[]): readonly number[] {
  const last = new Map<string, number>();
  nodes.forEach(({ inputs }, i) => {
    for (const name of inputs) last.set(name, Math.max(last.get(name) ?? 0, ranks[i] as number));
  });
  const counts = new Array<number>(Math.max(0, ...ranks) + 1).fill(0);
  nodes.forEach(({ op, outputs }, i) => {
    const from = (ranks[i] as number) + 1;
    for (const name of outputs)
      for (let rank = from; rank <= (last.get(name) ?? 0); rank++) (counts[rank] as number) += ofFloats.has(op) ? 1 : Infinity;
  });
  return counts;
}

/** The first rank of each segment. */
function startsOf(weights: readonly number[], crossing: readonly number[], most: number): readonly number[] {
  const starts = [0];
  let sum = 0;
  weights.forEach((own, rank) => {
    sum += own;
    const start = starts.at(-1) as number;
    if (sum <= most || rank === start) return;
    // Of the cuts that fill at least half a segment, the last of those that fewest values cross.
    let best = rank;
    let filled = sum - own;
    for (let at = rank - 1; at > start; at--) {
      filled -= weights[at] as number;
      if (2 * filled < most) break;
      if ((crossing[at] as number) < (crossing[best] as number)) best = at;
    }
    if (crossing[best] === Infinity) return;
    starts.push(best);
    sum = weights.slice(best, rank + 1).reduce((total, weight) => total + weight, 0);
  });
  return starts;
}

function segmentOf(
  { nodes: all, initializers, outputs }: CuttableGraph,
  nodes: readonly OnnxNode[],
  passed: readonly string[],
  isInitializer: (name: string) => boolean,
): Segment {
  const own = new Set(nodes);
  const made = new Set(nodes.flatMap((node) => node.outputs));
  const read = new Set([...passed, ...nodes.flatMap((node) => node.inputs)]);
  const readLater = new Set(all.filter((node) => !own.has(node)).flatMap((node) => node.inputs));
  return {
    nodes,
    initializers: initializers.filter(({ name }) => read.has(name)),
    inputs: [...read].filter((name) => name !== '' && !made.has(name) && !isInitializer(name)),
    outputs: [...passed, ...[...made].filter((name) => readLater.has(name) || outputs.includes(name))],
  };
}
