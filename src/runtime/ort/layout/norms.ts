/**
 * Batch norm of maps in blocks: statistics by pools and products of maps, then one pass that scales and shifts. The variance is the mean
 * square less the square of the mean: of outputs of convolutions, whose means are not large beside their deviations. Where a convolution
 * has a bias they may be; such norms stay as they are.
 *
 * Vectors of one number a channel are computed by norms too: a norm of ones is what x is multiplied with, a norm of zeros what is added.
 */
import { product } from '../../../arch/ops/shapes.js';
import { float, int, ints } from '../../../onnx/lower/graph-builder.js';
import type { OnnxNode } from '../../../onnx/proto/types.js';
import { floatOf } from './attributes.js';
import { mapMeans, mapProducts, mapShape, reshaped, scaledMaps, sharesOf } from './maps.js';
import type { BlockGraph, BlockRule } from './types.js';

interface NormParts {
  readonly x: string;
  readonly scale: string;
  readonly shift: string;
  readonly mean: string;
  readonly variance: string;
  readonly eps: number;
  readonly y: string;
}

/** (x - mean) scale / sqrt(variance + eps) + shift. */
function normalised(graph: BlockGraph, { x, scale, shift, mean, variance, eps, y }: NormParts): void {
  const channels = mapShape(graph, x)[1];
  const constant = (value: number, dims: readonly number[]): string =>
    graph.numbers(dims, new Array<number>(channels).fill(value));
  const norm = (of: string, ...rest: readonly string[]): string => {
    const name = graph.newName();
    const attrs = { epsilon: float(eps) };
    graph.write({ op: 'BatchNormalization', inputs: [of, scale, ...rest, variance], outputs: [name], attrs });
    return name;
  };
  const zeros = constant(0, [channels]);
  const gain = graph.once(`gain ${sameAs(graph, scale)} ${variance} ${eps}`, (name) =>
    reshaped(graph, norm(constant(1, [1, channels]), zeros, zeros), [channels, 1, 1, 1], name),
  );
  scaledMaps(graph, x, gain, norm(constant(0, [1, channels]), shift, mean), y);
}

/** Constants of ones have many names. */
function sameAs(graph: BlockGraph, name: string): string {
  const tensor = graph.constant(name);
  if (tensor === undefined || tensor.type !== 'float') return name;
  const { buffer, byteOffset, byteLength } = tensor.bytes;
  return byteOffset % 4 === 0 && new Float32Array(buffer, byteOffset, byteLength / 4).every((value) => value === 1) ? '1' : name;
}

/** A norm whose statistics are given. */
export const givenNorm: BlockRule = (node, graph) => {
  const [x = '', scale = '', shift = '', mean = '', variance = ''] = node.inputs;
  const [y = ''] = node.outputs;
  if (node.outputs.length > 1) return false;
  const row = graph.values.row(x);
  if (row !== undefined) {
    graph.write({ ...node, inputs: [row, scale, shift, mean, variance], outputs: [graph.values.giveRow(y)] });
    return true;
  }
  if (!graph.values.isBlocked(x) || !graph.values.fits(x)) return false;
  normalised(graph, { x, scale, shift, mean, variance, eps: floatOf(node, 'epsilon', 1e-5), y });
  return true;
};

/** Maps of fewer bytes are reordered for the runtime's norm, which is one node: making a session takes some microseconds a node. */
const fewestBytes = 6e6;

/** A norm on the statistics of the batch, which are outputs too. */
export const batchNorm: BlockRule = (node, graph) => {
  const { values } = graph;
  const [x = '', scale = '', shift = ''] = node.inputs;
  const [y = '', mean = '', variance = ''] = node.outputs;
  if (!values.isBlocked(x) || !values.fits(x)) return false;
  const isCentred = graph.writer(x)?.op === 'Conv' && (graph.writer(x)?.inputs[2] ?? '') === '';
  if (4 * product(mapShape(graph, x)) < fewestBytes || !isCentred || floatOf(node, 'momentum', 0.9) !== 0) {
    graph.write({ ...node, inputs: [values.plain(x), ...node.inputs.slice(1)] });
    // What comes after it is in blocks.
    values.blocked(y);
    return true;
  }
  const channels = mapShape(graph, x)[1];
  const eps = floatOf(node, 'epsilon', 1e-5);
  graph.write({
    op: 'ReduceMean',
    inputs: [mapMeans(graph, x)],
    outputs: [mean],
    attrs: { axes: ints([0, 2, 3]), keepdims: int(0) },
  });
  const square = graph.newName();
  graph.write({ op: 'Mul', inputs: [mean, mean], outputs: [square] });
  const inputs = [sharesOf(graph, x), mapProducts(graph, x, x), square];
  const difference = graph.newName();
  const attrs = { alpha: float(1), beta: float(-1), activation: { text: 'Relu' } };
  graph.write({ op: 'FusedGemm', domain: 'com.microsoft', inputs, outputs: [difference], attrs });
  reshaped(graph, difference, [channels], variance);
  normalised(graph, { x, scale, shift, mean, variance, eps, y });
  return true;
};

export const isTraining = ({ attrs }: OnnxNode): boolean => attrs?.training_mode !== undefined;
