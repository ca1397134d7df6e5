/** Nodes that gradients are made of, short to write. */
import { product } from '../../arch/ops/shapes.js';
import type { Shape } from '../../arch/types.js';
import { float, int, ints, type GraphBuilder } from '../lower/graph-builder.js';
import type { LoweredValue } from '../lower/types.js';

export const scalar = (graph: GraphBuilder, value: number): string => graph.constant('float', [], [value]);
export const list = (graph: GraphBuilder, values: readonly number[]): string => graph.constant('int64', [values.length], values);
export const times = (graph: GraphBuilder, a: string, b: string): string => graph.node('Mul', [a, b]);
export const plus = (graph: GraphBuilder, a: string, b: string): string => graph.node('Add', [a, b]);
export const minus = (graph: GraphBuilder, a: string, b: string): string => graph.node('Sub', [a, b]);
export const scaled = (graph: GraphBuilder, x: string, factor: number): string =>
  factor === 1 ? x : times(graph, x, scalar(graph, factor));

export function reshape(graph: GraphBuilder, x: LoweredValue, shape: Shape): string {
  return x.shape.join() === shape.join() ? x.name : graph.node('Reshape', [x.name, list(graph, shape)]);
}

/** The sum over some axes, which stay with length 1 if `keep`. */
export function sum(graph: GraphBuilder, x: string, axes: readonly number[], keep: boolean): string {
  return axes.length === 0 ? x : graph.node('ReduceSum', [x, list(graph, axes)], { keepdims: int(keep ? 1 : 0) });
}

/** The mean over some axes, which stay with length 1. */
export function mean(graph: GraphBuilder, x: string, axes: readonly number[]): string {
  return graph.node('ReduceMean', [x], { axes: ints(axes), keepdims: int(1) });
}

/** The gradient of a value that was broadcast to `from.shape`: sums over the axes that it was repeated along. */
export function sumTo(graph: GraphBuilder, from: LoweredValue, shape: Shape): string {
  if (from.shape.join() === shape.join()) return from.name;
  const skipped = from.shape.length - shape.length;
  const axes = from.shape.flatMap((length, axis) =>
    axis < skipped || (shape[axis - skipped] === 1 && length > 1) ? [axis] : [],
  );
  const kept = from.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  return reshape(graph, { name: sum(graph, from.name, axes, true), shape: kept }, shape);
}

/** A product of matrices over the last two axes, either one transposed on the way. */
export function matrixProduct(
  graph: GraphBuilder,
  a: string,
  b: string,
  {
    transA = false,
    transB = false,
    alpha = 1,
  }: { readonly transA?: boolean; readonly transB?: boolean; readonly alpha?: number },
): string {
  const attrs = { alpha: float(alpha), transA: int(transA ? 1 : 0), transB: int(transB ? 1 : 0) };
  return graph.emit('FusedMatMul', [a, b], attrs, { domain: 'com.microsoft' })[0];
}

/** A tensor of zeros, into which `updates` are added at `indices` along an axis. */
export function scatterAdd(graph: GraphBuilder, shape: Shape, indices: string, updates: string, axis: number): string {
  const zeros = graph.node('ConstantOfShape', [list(graph, shape)]);
  return graph.node('ScatterElements', [zeros, indices, updates], { axis: int(axis), reduction: { text: 'add' } });
}

/** The first number of every sample's tensor of a shape: (batch, 1). */
export function firstColumn(graph: GraphBuilder, samples: string, shape: Shape): string {
  // A length of 0 keeps the batch.
  const rows = graph.node('Reshape', [samples, list(graph, [0, product(shape)])]);
  return graph.node('Gather', [rows, list(graph, [0])], { axis: int(1) });
}
