/** What is computed of maps in blocks: means, products of maps, and maps scaled and shifted channel by channel. */
import { must } from '../../../core/must.js';
import type { Shape } from '../../../arch/types.js';
import { blockedDomain } from '../../../onnx/lower/blocked.js';
import { int, ints } from '../../../onnx/lower/graph-builder.js';
import type { OnnxNode } from '../../../onnx/proto/types.js';
import type { BlockGraph } from './types.js';

export function mapShape({ values }: BlockGraph, x: string): readonly [number, number, number, number] {
  const [batch, channels, height, width] = must(values.shape(x), 'the shape of a map');
  return [must(batch, 'a batch'), must(channels, 'channels'), must(height, 'a height'), must(width, 'a width')];
}

export function reshaped(graph: BlockGraph, x: string, shape: Shape, y = graph.newName()): string {
  graph.write({ op: 'Reshape', inputs: [x, graph.list(shape)], outputs: [y] });
  return y;
}

/** The mean of each map: (batch, channels, 1, 1), which is the same in blocks and plain. */
export function mapMeans(graph: BlockGraph, x: string, y?: string): string {
  const write = (name: string): void =>
    graph.write({ op: 'GlobalAveragePool', domain: blockedDomain, inputs: [graph.values.blocked(x)], outputs: [name] });
  if (y === undefined) return graph.once(`means ${x}`, write);
  write(y);
  return y;
}

/**
 * The sum of the products of two maps' pixels for each sample and channel, (batch, channels): a depthwise convolution of one map with the
 * other as its kernel, which reads both once and writes no map.
 */
export function mapProducts(graph: BlockGraph, a: string, b: string, y = graph.newName()): string {
  const [batch, channels, height, width] = mapShape(graph, a);
  const maps = batch * channels;
  const as = (x: string, shape: Shape): string =>
    graph.once(`${x} as ${shape.join()}`, (name) => reshaped(graph, graph.values.blocked(x), shape, name));
  const sums = graph.newName();
  graph.write({
    op: 'Conv',
    domain: blockedDomain,
    inputs: [as(a, [1, maps, height, width]), as(b, [maps, 1, height, width])],
    outputs: [sums],
    attrs: { group: int(maps), kernel_shape: ints([height, width]) },
  });
  return reshaped(graph, sums, [batch, channels], y);
}

/** A row that makes the mean over batch and pixels of such sums, by a matrix product. */
export function sharesOf(graph: BlockGraph, x: string): string {
  const [batch, , height, width] = mapShape(graph, x);
  return graph.numbers([1, batch], new Array<number>(batch).fill(1 / (batch * height * width)));
}

/** x times a gain and plus a shift, one number a channel each. @param gain of shape (channels, 1, 1, 1). */
export function scaledMaps(graph: BlockGraph, x: string, gain: string, shift: string | undefined, y: string): void {
  const channels = mapShape(graph, x)[1];
  const node: OnnxNode = {
    op: 'Conv',
    domain: blockedDomain,
    inputs: [graph.values.blocked(x), gain, ...(shift === undefined ? [] : [shift])],
    outputs: [graph.values.giveBlocked(y)],
    attrs: { group: int(channels), kernel_shape: ints([1, 1]) },
  };
  graph.write(node);
  if (shift === undefined) graph.singleSums.add(node);
}
