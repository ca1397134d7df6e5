/**
 * A value and its derivative along the weights, as two values of the ONNX graph that share a scale: both are to be multiplied by
 * 2^scale. Scales are integer scalars of the graph, so a network of any depth stays inside float32 and scaling loses no digit.
 */
import type { Shape } from '../../../arch/types.js';
import { int, type GraphBuilder } from '../../../onnx/lower/graph-builder.js';

export interface Dual {
  readonly v: string;
  /** Undefined: the derivative is zero. */
  readonly t: string | undefined;
  readonly shape: Shape;
  /** Name of the scale; undefined: 0. */
  readonly scale: string | undefined;
  /** Value and derivative are known to be at least 0, and the derivative 0 where the value is. */
  readonly isPositive: boolean;
  /** Layers with weights since the last rescaling. */
  readonly depth: number;
}

const scalar = (graph: GraphBuilder, value: number): string => graph.constant('float', [], [value]);

/** Both parts through the same nodes. */
export function eachPart(dual: Dual, f: (part: string) => string): Pick<Dual, 'v' | 't'> {
  return { v: f(dual.v), t: dual.t === undefined ? undefined : f(dual.t) };
}

function scaledBy(graph: GraphBuilder, dual: Dual, factor: string): Dual {
  return { ...dual, ...eachPart(dual, (part) => graph.node('Mul', [part, factor])) };
}

/** 2^(a - b) for two scales. */
export function scaleRatio(graph: GraphBuilder, a: string | undefined, b: string | undefined): string {
  if (a === undefined && b === undefined) return scalar(graph, 1);
  const exponent = b === undefined ? (a as string) : a === undefined ? graph.node('Neg', [b]) : graph.node('Sub', [a, b]);
  return graph.node('Pow', [scalar(graph, 2), exponent]);
}

/** The dual with scale 0, for functions that are not homogeneous. */
export function atTrueScale(graph: GraphBuilder, dual: Dual): Dual {
  return dual.scale === undefined
    ? dual
    : { ...scaledBy(graph, dual, scaleRatio(graph, dual.scale, undefined)), scale: undefined };
}

/** Values brought to one scale, the largest of theirs. @param times multiplies the numbers of one by a factor. */
export function alignedBy<T extends { readonly scale: string | undefined }>(
  graph: GraphBuilder,
  values: readonly T[],
  times: (value: T, factor: string) => T,
): readonly T[] {
  const scales = [...new Set(values.map(({ scale }) => scale))];
  if (scales.length === 1) return values;
  const largest = graph.node(
    'Max',
    scales.map((scale) => scale ?? scalar(graph, 0)),
  );
  return values.map((value) => ({ ...times(value, scaleRatio(graph, value.scale, largest)), scale: largest }));
}

export function aligned(graph: GraphBuilder, duals: readonly Dual[]): readonly Dual[] {
  return alignedBy(graph, duals, (dual, factor) => scaledBy(graph, dual, factor));
}

/** The integer k for which 2^k is about the largest of some magnitudes. */
export function exponentOf(graph: GraphBuilder, magnitudes: readonly string[]): string {
  const largest = graph.node('Max', [...magnitudes, scalar(graph, 1e-30)]);
  return graph.node('Floor', [graph.node('Mul', [graph.node('Log', [largest]), scalar(graph, Math.LOG2E)])]);
}

/** Divided by about the largest magnitude of either part, which goes into the scale. */
export function rescaled(graph: GraphBuilder, dual: Dual): Dual {
  const magnitude = (part: string): string =>
    graph.node('ReduceMax', [dual.isPositive ? part : graph.node('Abs', [part])], { keepdims: int(0) });
  const parts = dual.t === undefined ? [dual.v] : [dual.v, dual.t];
  const exponent = exponentOf(graph, parts.map(magnitude));
  return {
    ...scaledBy(graph, dual, scaleRatio(graph, undefined, exponent)),
    scale: dual.scale === undefined ? exponent : graph.node('Add', [dual.scale, exponent]),
    depth: 0,
  };
}

/** Sum of two derivatives; either may be zero. */
export function addParts(graph: GraphBuilder, a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined ? b : b === undefined ? a : graph.node('Add', [a, b]);
}
