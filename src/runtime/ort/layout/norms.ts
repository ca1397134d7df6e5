/**
 * Norms of maps in blocks. With given statistics, as in the backward pass of batch norm, a norm is one pass that scales and shifts.
 * Vectors of one number a channel are computed by norms too: a norm of ones is what x is multiplied with, a norm of zeros what is added.
 */
import { float } from '../../../onnx/lower/graph-builder.js';
import type { OnnxNode } from '../../../onnx/proto/types.js';
import { floatOf } from './attributes.js';
import { mapShape, reshaped, scaledMaps } from './maps.js';
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

/**
 * A norm on the statistics of the batch is the runtime's, on plain maps. In blocks it would be thirteen nodes for one, each of which takes
 * some twenty microseconds while a session is made, and a variance by mean squares changes signs that ePADS counts.
 */
export const batchNorm: BlockRule = (node, graph) => {
  const { values } = graph;
  const [x = '', ...rest] = node.inputs;
  const [y = ''] = node.outputs;
  if (!values.isBlocked(x) || !values.fits(x)) return false;
  graph.write({ ...node, inputs: [values.plain(x), ...rest] });
  // What comes after it is in blocks.
  values.blocked(y);
  return true;
};

export const isTraining = ({ attrs }: OnnxNode): boolean => attrs?.training_mode !== undefined;
