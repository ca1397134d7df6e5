import { activation } from '../../../onnx/lower/activation.js';
import { int, type GraphBuilder } from '../../../onnx/lower/graph-builder.js';
import type { Lowering } from '../../../onnx/lower/types.js';
import { resolveAxis } from '../../../arch/ops/shapes.js';
import { atTrueScale } from './dual.js';
import type { DualFamily, DualLowering } from './types.js';

const scalar = (graph: GraphBuilder, value: number): string => graph.constant('float', [], [value]);
const times = (graph: GraphBuilder, a: string, b: string): string => graph.node('Mul', [a, b]);
const plus = (graph: GraphBuilder, a: string, b: string): string => graph.node('Add', [a, b]);
const minus = (graph: GraphBuilder, a: string, b: string): string => graph.node('Sub', [a, b]);

/** 1 inside the open interval, 0 outside. */
function inside(graph: GraphBuilder, x: string, low: number, high: number): string {
  const both = graph.node('And', [graph.node('Greater', [x, scalar(graph, low)]), graph.node('Less', [x, scalar(graph, high)])]);
  return graph.node('Where', [both, scalar(graph, 1), scalar(graph, 0)]);
}

/** A function of one number with its slope, written from the true value x and the function's own value y. */
function elementwise<A>(lower: Lowering<A>, slope: (graph: GraphBuilder, x: string, y: string, attrs: A) => string): DualLowering<A> {
  return (attrs, [scaled], context) => {
    const x = atTrueScale(context.graph, scaled);
    const v = lower(attrs, [{ name: x.v, shape: x.shape }], context);
    const t = x.t === undefined ? undefined : times(context.graph, x.t, slope(context.graph, x.v, v, attrs));
    return { ...x, v, t, isPositive: false };
  };
}

/** s (1 + x (1 - s)) with s the sigmoid. */
function siluSlope(graph: GraphBuilder, x: string): string {
  const s = graph.node('Sigmoid', [x]);
  return times(graph, s, plus(graph, scalar(graph, 1), times(graph, x, minus(graph, scalar(graph, 1), s))));
}

/** Phi(x) + x phi(x), or the slope of the tanh form. */
function geluSlope(graph: GraphBuilder, x: string, approximate: 'none' | 'tanh'): string {
  const square = times(graph, x, x);
  if (approximate === 'none') {
    const phi = times(graph, graph.node('Exp', [times(graph, square, scalar(graph, -0.5))]), scalar(graph, 1 / Math.sqrt(2 * Math.PI)));
    const cdf = plus(graph, times(graph, graph.node('Erf', [times(graph, x, scalar(graph, Math.SQRT1_2))]), scalar(graph, 0.5)), scalar(graph, 0.5));
    return plus(graph, cdf, times(graph, x, phi));
  }
  const c = Math.sqrt(2 / Math.PI);
  const inner = times(graph, x, plus(graph, scalar(graph, c), times(graph, square, scalar(graph, c * 0.044715))));
  const y = graph.node('Tanh', [inner]);
  const innerSlope = plus(graph, scalar(graph, c), times(graph, square, scalar(graph, 3 * c * 0.044715)));
  const gate = plus(graph, times(graph, y, scalar(graph, 0.5)), scalar(graph, 0.5));
  const bend = times(graph, minus(graph, scalar(graph, 1), times(graph, y, y)), innerSlope);
  return plus(graph, gate, times(graph, times(graph, x, bend), scalar(graph, 0.5)));
}

const unarySlopes: { readonly [name: string]: (graph: GraphBuilder, x: string, y: string) => string } = {
  exp: (_, __, y) => y,
  log: (graph, x) => graph.node('Reciprocal', [x]),
  sqrt: (graph, _, y) => graph.node('Div', [scalar(graph, 0.5), y]),
  abs: (graph, x) => graph.node('Sign', [x]),
  erf: (graph, x) => times(graph, graph.node('Exp', [graph.node('Neg', [times(graph, x, x)])]), scalar(graph, 2 / Math.sqrt(Math.PI))),
};

/** Functions that do not commute with scaling: their inputs are brought to their true scale first. */
export const curved: DualFamily<'clip' | 'gelu' | 'silu' | 'hardSwish' | 'hardSigmoid' | 'sigmoid' | 'tanh' | 'softmax' | 'unary'> = {
  clip: elementwise(activation.clip, (graph, x, _, { min, max }) => inside(graph, x, min, max)),
  gelu: elementwise(activation.gelu, (graph, x, _, { approximate }) => geluSlope(graph, x, approximate)),
  silu: elementwise(activation.silu, (graph, x) => siluSlope(graph, x)),
  /** x/3 + 1/2 between -3 and 3, 1 above. */
  hardSwish: elementwise(activation.hardSwish, (graph, x) =>
    plus(graph, times(graph, inside(graph, x, -3, 3), plus(graph, times(graph, x, scalar(graph, 1 / 3)), scalar(graph, 0.5))), inside(graph, x, 3, 3e38)),
  ),
  hardSigmoid: elementwise(activation.hardSigmoid, (graph, x) => times(graph, inside(graph, x, -3, 3), scalar(graph, 1 / 6))),
  sigmoid: elementwise(activation.sigmoid, (graph, _, y) => times(graph, y, minus(graph, scalar(graph, 1), y))),
  tanh: elementwise(activation.tanh, (graph, _, y) => minus(graph, scalar(graph, 1), times(graph, y, y))),
  /** y (x' - sum of y x'). */
  softmax(attrs, [scaled], context) {
    const { graph } = context;
    const x = atTrueScale(graph, scaled);
    const v = activation.softmax(attrs, [{ name: x.v, shape: x.shape }], context);
    if (x.t === undefined) return { ...x, v, isPositive: false };
    const axes = graph.constant('int64', [1], [resolveAxis(attrs.axis, x.shape.length)]);
    const [mean] = graph.emit('ReduceSum', [times(graph, v, x.t), axes], { keepdims: int(1) });
    return { ...x, v, t: times(graph, v, minus(graph, x.t, mean)), isPositive: false };
  },
  unary: elementwise(activation.unary, (graph, x, y, attrs) => unarySlopes[attrs.function](graph, x, y)),
};
