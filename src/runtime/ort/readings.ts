/**
 * Readings as parts of the ONNX graph: what leaves the session is the reduced value, never the tap itself (but for `values`).
 * Parts that several readings share (a tap's signs) are emitted once, because the graph builder finds equal nodes.
 */
import { product } from '../../arch/ops/shapes.js';
import { onnxTypes, type OnnxType } from '../../onnx/proto/types.js';
import { float, int, ints, type GraphBuilder } from '../../onnx/lower/graph-builder.js';
import type { LoweredValue } from '../../onnx/lower/types.js';
import type { GradientReading, Reading, ReadingKind, SampleSet } from '../passes/types.js';

/** A value that leaves the session. */
export interface GraphOutput {
  readonly name: string;
  readonly type: OnnxType;
  /** Which of equal parts it is, where a value holds several. */
  readonly part?: { readonly at: number; readonly of: number };
}

type Of<K extends ReadingKind> = Extract<Reading, { kind: K }>;
/** Norm variances are no reduction of a tap: the norm computes them. Gradients are in separate files. */
type ReducedKind = Exclude<ReadingKind, 'norm-variance' | GradientReading['kind']>;
type OrtReadings = {
  readonly [K in ReducedKind]: (graph: GraphBuilder, x: LoweredValue, reading: Of<K>) => GraphOutput | undefined;
};

const list = (graph: GraphBuilder, values: readonly number[]): string => graph.constant('int64', [values.length], values);
const reshape = (graph: GraphBuilder, x: string, shape: readonly number[]): string =>
  graph.node('Reshape', [x, list(graph, shape)]);
const unitsOf = ({ shape }: LoweredValue): number => product(shape.slice(1));

/** The first samples along the first axis. */
function firstSamples(graph: GraphBuilder, { name, shape }: LoweredValue, count: number): LoweredValue {
  if (count === shape[0]) return { name, shape };
  const sliced = graph.node('Slice', [name, list(graph, [0]), list(graph, [count]), list(graph, [0])]);
  return { name: sliced, shape: [count, ...shape.slice(1)] };
}

function plural(samples: SampleSet, count: number): number {
  return samples === 'all' ? count : samples === 'first' ? 1 : count / 2;
}

/** Samples, and their partners. */
function halves(graph: GraphBuilder, { name, shape }: LoweredValue): [LoweredValue, LoweredValue] {
  const half = shape[0] / 2;
  const parts = graph.emit('Split', [name, list(graph, [half, half])], { axis: int(0) }, { outputs: 2 });
  const [own, partner] = parts.map((part) => ({ name: part, shape: [half, ...shape.slice(1)] }));
  return [own, partner];
}

/** x > 0 as booleans. */
export function positive(graph: GraphBuilder, x: LoweredValue): LoweredValue {
  return { name: graph.node('Greater', [x.name, graph.constant('float', [], [0])]), shape: x.shape };
}

/** Of a product's two sides, the runtime is fastest where the left has no signs and the right has: some two and a half times. */
const sides = { left: 'uint8', right: 'int8' } as const;
type Side = keyof typeof sides;

/** Zeros and ones as a matrix, samples by units: bytes, whose products are exact and the fastest; cards have products of float alone, exact to 2^24. */
function bits(graph: GraphBuilder, x: LoweredValue, side: Side): LoweredValue {
  return { name: graph.node('Flatten', [castBits(graph, x.name, side)]), shape: [x.shape[0], unitsOf(x)] };
}

/** Booleans as numbers of that side of a product. */
export function castBits(graph: GraphBuilder, x: string, side: Side): string {
  return graph.node('Cast', [x], { to: int(onnxTypes[bitType(graph, side)]) });
}

const bitType = ({ dialect }: GraphBuilder, side: Side): 'uint8' | 'int8' | 'float' =>
  dialect === 'processor' ? sides[side] : 'float';

/** A constant matrix to multiply bits with. */
const bitConstant = (graph: GraphBuilder, side: Side, dims: readonly number[], values: readonly number[]): string =>
  graph.constant(bitType(graph, side), dims, values);

/** The most bits that one product adds. */
const mostAdded = 4096;

/**
 * The number of ones of each sample, by a product with ones. Samples are added in equal parts: a product lays out its right side sixteenfold
 * when the session is made, which for a column as long as a map would take longer than to run it.
 */
export function countBits(graph: GraphBuilder, { name, shape: [count = 0, units = 0] }: LoweredValue): GraphOutput {
  const added = greatestDivisor(units, mostAdded);
  const parts = reshape(graph, name, [count, units / added, added]);
  const ones = bitConstant(graph, 'right', [added, 1], new Array<number>(added).fill(1));
  const sums = bitProduct(graph, parts, ones, 'int32');
  return { name: graph.node('ReduceSum', [sums.name, list(graph, [1, 2])], { keepdims: int(0) }), type: 'int32' };
}

function greatestDivisor(n: number, most: number): number {
  let divisor = Math.min(n, most);
  while (n % divisor !== 0) divisor--;
  return divisor;
}

/** A product of matrices of bits or of their weights, which are integers below 2^24. */
export function bitProduct(graph: GraphBuilder, a: string, b: string, type: 'int32' | 'uint8'): GraphOutput {
  const sums = graph.node(graph.dialect === 'processor' ? 'MatMulInteger' : 'MatMul', [a, b]);
  const isDone = graph.dialect === 'processor' && type === 'int32';
  return { name: isDone ? sums : graph.node('Cast', [sums], { to: int(onnxTypes[type]) }), type };
}

/** Signs of some samples. A half is split off, not sliced: readings of partners need the same split. */
function signs(graph: GraphBuilder, x: LoweredValue, samples: SampleSet, side: Side = 'left'): LoweredValue {
  const on = positive(graph, x);
  if (samples === 'first-half') return bits(graph, halves(graph, on)[0], side);
  return bits(graph, firstSamples(graph, on, plural(samples, x.shape[0])), side);
}

/** n x n products of samples, each less its mean. */
export function sampleProducts(graph: GraphBuilder, x: LoweredValue): string {
  const rows = reshape(graph, x.name, [x.shape[0], unitsOf(x)]);
  const centred = graph.node('Sub', [rows, graph.node('ReduceMean', [rows], { axes: ints([1]), keepdims: int(1) })]);
  return graph.emit('FusedMatMul', [centred, centred], { transB: int(1) }, { domain: 'com.microsoft' })[0];
}

export const ortReadings: OrtReadings = {
  /** S S^T. */
  'sign-kernel': (graph, x, { samples }) => {
    const [left, right] = (['left', 'right'] as const).map((side) => signs(graph, x, samples, side).name);
    return bitProduct(graph, left, graph.node('Transpose', [right], { perm: ints([1, 0]) }), 'int32');
  },
  /** One count a sample. */
  'sign-changes': (graph, x) => {
    const [own, partner] = halves(graph, positive(graph, x));
    return countBits(graph, bits(graph, { name: graph.node('Xor', [own.name, partner.name]), shape: own.shape }, 'left'));
  },
  /** Bits are weighted with 1, 2, 4 ... 128 and added by a matrix product, eight samples a row. */
  'sign-codes': (graph, x, { samples }) => {
    const { name } = bits(graph, firstSamples(graph, positive(graph, x), samples), 'right');
    const rows = Math.ceil(samples / 8);
    const weights = Array.from({ length: rows * samples }, (_, i) =>
      Math.floor(i / samples) === (i % samples) >> 3 ? 1 << ((i % samples) & 7) : 0,
    );
    return bitProduct(graph, bitConstant(graph, 'left', [rows, samples], weights), name, 'uint8');
  },
  'sign-patterns': (graph, x) => {
    const {
      name,
      shape: [count, units],
    } = signs(graph, x, 'all');
    const missing = (8 - (units % 8)) % 8;
    const whole = missing === 0 ? name : graph.node('Pad', [name, list(graph, [0, 0, 0, missing])]);
    const octets = reshape(graph, whole, [(count * (units + missing)) / 8, 8]);
    // 128 has no place among signed bytes.
    return bitProduct(graph, octets, bitConstant(graph, 'left', [8, 1], [1, 2, 4, 8, 16, 32, 64, 128]), 'uint8');
  },
  'partner-distance': (graph, x) => {
    const [own, partner] = halves(graph, x);
    const difference = graph.node('Sub', [own.name, partner.name]);
    return {
      name: graph.node('ReduceL1', [difference], { axes: ints(x.shape.slice(1).map((_, axis) => axis + 1)), keepdims: int(0) }),
      type: 'float',
    };
  },
  'partner-square': (graph, x) => {
    const [own, partner] = halves(graph, x);
    const difference = graph.node('Sub', [own.name, partner.name]);
    return { name: graph.node('ReduceMean', [graph.node('Mul', [difference, difference])], { keepdims: int(0) }), type: 'float' };
  },
  /** Products within each sample, then their mean: the matrix of one sample is small, for any size of the map. */
  'channel-moments': (graph, x, { samples, centred, ifSingular }) => {
    const count = plural(samples, x.shape[0]);
    const channels = x.shape[1];
    const positions = unitsOf(x) / channels;
    const rowCount = count * positions;
    const isSingular = rowCount <= channels;
    if (isSingular && ifSingular === 'none') return undefined;
    const kept = firstSamples(graph, x, count);
    const series = reshape(graph, kept.name, [count, channels, positions]);
    const shifted = centred
      ? graph.node('Sub', [series, graph.node('ReduceMean', [series], { axes: ints([0, 2]), keepdims: int(1) })])
      : series;
    if (isSingular && ifSingular === 'rows') {
      const rows = reshape(graph, graph.node('Transpose', [shifted], { perm: ints([0, 2, 1]) }), [rowCount, channels]);
      const [products] = graph.emit(
        'FusedMatMul',
        [rows, rows],
        { transB: int(1), alpha: float(1 / rowCount) },
        { domain: 'com.microsoft' },
      );
      return { name: products, type: 'float' };
    }
    const [products] = graph.emit(
      'FusedMatMul',
      [shifted, shifted],
      { transB: int(1), alpha: float(1 / positions) },
      { domain: 'com.microsoft' },
    );
    return {
      name: count === 1 ? products : graph.node('ReduceMean', [products], { axes: ints([0]), keepdims: int(0) }),
      type: 'float',
    };
  },
  'feature-covariance': (graph, x) => {
    const features = x.shape[x.shape.length - 1];
    const rowCount = product(x.shape) / features;
    const rows = reshape(graph, x.name, [rowCount, features]);
    const shifted = graph.node('Sub', [rows, graph.node('ReduceMean', [rows], { axes: ints([0]), keepdims: int(1) })]);
    const side = rowCount < features ? 'transB' : 'transA';
    const attrs = { [side]: int(1), alpha: float(1 / rowCount) };
    const [products] = graph.emit('FusedMatMul', [shifted, shifted], attrs, { domain: 'com.microsoft' });
    return { name: products, type: 'float' };
  },
  'x-log-x': (graph, x) => {
    const log = graph.node('Log', [graph.node('Add', [x.name, graph.constant('float', [], [1e-3])])]);
    return { name: graph.node('ReduceMean', [graph.node('Mul', [x.name, log])], { keepdims: int(0) }), type: 'float' };
  },
  'sample-products': (graph, x) => ({ name: sampleProducts(graph, x), type: 'float' }),
  values: (graph, x, { samples }) => ({ name: firstSamples(graph, x, plural(samples, x.shape[0])).name, type: 'float' }),
};
