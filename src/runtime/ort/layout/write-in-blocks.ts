/**
 * A graph written again with its maps in blocks of channels, the layout of ONNX Runtime's fastest convolutions: convolutions and pools read
 * and write blocks, and what lies between them stays there, so that a map is reordered only where something else reads it.
 *
 *   each node, in order:   a rule writes it in blocks  |  it is written as it was, on plain inputs
 */
import type { Shape } from '../../../arch/types.js';
import { blockedDomain } from '../../../onnx/lower/blocked.js';
import { createGraphBuilder } from '../../../onnx/lower/graph-builder.js';
import type { OnnxNode, OnnxTensor } from '../../../onnx/proto/types.js';
import { intsOf } from './attributes.js';
import { add, alongBatch, firstOfBatch, multiply, onOneMap, onTwoMaps, pool, relu } from './elementwise.js';
import { inferNodeShapes } from './infer-shapes.js';
import { integersOf } from './integers-of.js';
import { globalAverage, isReducedOnly, reduced } from './means.js';
import { batchNorm, givenNorm, isTraining } from './norms.js';
import { blockedName, createPlacedValues } from './placed-values.js';
import { signs } from './signs.js';
import type { BlockGraph, BlockRule } from './types.js';

/** The weight of a convolution in blocks. */
export interface WeightInBlocks {
  readonly name: string;
  /** Writes the nodes that compute it; a constant has none. */
  readonly write: () => readonly OnnxNode[];
  readonly outChannels: number;
  /** Less than a block of input channels is read as it lies. */
  readonly readsBlocks: boolean;
}

export interface PlainGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  /** Shapes of inputs and of values that are known to the caller. */
  readonly shapes: Iterable<readonly [string, Shape]>;
  readonly outputs: Iterable<string>;
  /** Whether only convolutions and pools read blocks: where most convolutions are plain, what lies between would be reordered more often. */
  readonly isMostlyPlain?: boolean;
}

/**
 * @param weightOf the weight in blocks of a convolution that can be rewritten; undefined for others.
 * @returns the nodes, and the constants that they read besides those of the graph.
 */
export function writeInBlocks(
  { nodes, initializers, shapes, outputs, isMostlyPlain = false }: PlainGraph,
  block: number,
  weightOf: (conv: OnnxNode) => WeightInBlocks | undefined,
): { readonly nodes: readonly OnnxNode[]; readonly constants: readonly OnnxTensor[] } {
  const written = new Set<OnnxNode>();
  const writers = new Map<string, OnnxNode>();
  const write = (node: OnnxNode): void => {
    written.add(node);
    for (const name of node.outputs) writers.set(name, node);
  };
  const constants = new Map(initializers.map((tensor) => [tensor.name, tensor]));
  const added = createGraphBuilder();
  const list = (numbers: readonly number[]): string => added.constant('int64', [numbers.length], numbers);
  const values = createPlacedValues(block, write, list);
  for (const [name, shape] of shapes) values.setShape(name, shape);
  for (const { name, dims } of initializers) values.setShape(name, dims);
  const lists = new Map<string, readonly number[]>();
  const listOf = (name: string): readonly number[] | undefined => {
    const found = lists.get(name) ?? integersOf(constants.get(name));
    if (found !== undefined) lists.set(name, found);
    return found;
  };
  const readers = readersOf(nodes, outputs);
  const once = new Map<string, string>();
  let names = 0;
  const newName = (): string => `b${names++}`;
  const graph: BlockGraph = {
    block,
    values,
    write,
    replace(earlier, node) {
      written.delete(earlier);
      write(node);
    },
    singleSums: new Set(),
    writer: (name) => writers.get(blockedName(name)),
    newName,
    once(key, writeIt) {
      const known = once.get(key);
      if (known !== undefined) return known;
      const name = newName();
      once.set(key, name);
      writeIt(name);
      return name;
    },
    numbers: (dims, numbers) => added.constant('float', dims, numbers),
    initializer: (tensor) => added.initializer(tensor),
    list,
    constant: (name) => constants.get(name),
    readers: (name) => readers.get(name) ?? [],
  };

  const convolution: BlockRule = (node) => {
    const weight = weightOf(node);
    if (weight === undefined) return false;
    const { name, outChannels, readsBlocks } = weight;
    const [x = '', , ...bias] = node.inputs;
    const [output = ''] = node.outputs;
    graph.once(`weight ${name}`, () => weight.write().forEach(write));
    const inputs = [readsBlocks ? values.blocked(x) : values.plain(x), name, ...bias];
    const blocked = { ...node, domain: blockedDomain, inputs, outputs: [values.giveBlocked(output, outChannels)] };
    write(blocked);
    if (bias.length === 0 && readsBlocks && isSingleSum(node, values.shape(x)?.[1], block)) graph.singleSums.add(blocked);
    return true;
  };
  const products = new Map<string, readonly [string, string]>();
  const mean = reduced((name) => products.get(name));
  const windows: { readonly [op: string]: BlockRule } = { Conv: convolution, AveragePool: pool, MaxPool: pool };
  const all: typeof windows = {
    ...windows,
    GlobalAveragePool: globalAverage,
    BatchNormalization: (node) => (isTraining(node) ? batchNorm : givenNorm)(node, graph),
    Relu: relu,
    Greater: signs,
    HardSigmoid: onOneMap,
    Neg: onOneMap,
    Add: add,
    Sub: onTwoMaps,
    Mul: multiply,
    Split: alongBatch,
    Concat: alongBatch,
    Slice: firstOfBatch,
    ReduceMean: mean,
    ReduceSum: mean,
  };
  const rules = isMostlyPlain ? windows : all;

  for (const node of nodes) {
    if (node.domain === blockedDomain && node.op === 'ReorderInput') {
      const [x = ''] = node.inputs;
      values.alias(node.outputs[0] ?? '', values.blocked(x));
      continue;
    }
    inferNodeShapes(node, { shape: values.shape, list: listOf }).forEach((shape, i) => {
      const name = node.outputs[i];
      if (shape !== undefined && name !== undefined) values.setShape(name, shape);
    });
    if (isReducedOnly(node, graph)) {
      const [a = '', b = ''] = node.inputs;
      products.set(node.outputs[0] ?? '', [a, b]);
      continue;
    }
    const rule = node.domain === undefined && Object.hasOwn(rules, node.op) ? rules[node.op] : undefined;
    if (rule?.(node, graph) !== true) write({ ...node, inputs: node.inputs.map((name) => values.plain(name)) });
  }
  for (const name of outputs) values.plain(name);
  return { nodes: [...written], constants: added.initializers.filter(({ name }) => !constants.has(name)) };
}

/** Input channels that the runtime's convolutions of one pixel add up at once. */
const pointwiseChannels = 128;

function isSingleSum(conv: OnnxNode, channels = Infinity, block: number): boolean {
  const isOnePixel = intsOf(conv, 'kernel_shape')?.every((length) => length === 1) === true;
  const isPadded = intsOf(conv, 'pads')?.some((length) => length > 0) === true;
  return channels <= (isOnePixel && !isPadded ? pointwiseChannels : block);
}

function readersOf(nodes: readonly OnnxNode[], outputs: Iterable<string>): Map<string, (OnnxNode | 'output')[]> {
  const readers = new Map<string, (OnnxNode | 'output')[]>();
  const note = (name: string, reader: OnnxNode | 'output'): void => {
    const known = readers.get(name);
    if (known === undefined) readers.set(name, [reader]);
    else known.push(reader);
  };
  for (const node of nodes) for (const name of node.inputs) note(name, node);
  for (const name of outputs) note(name, 'output');
  return readers;
}
