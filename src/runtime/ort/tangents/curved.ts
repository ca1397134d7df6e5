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

/** Beyond this every gate is open or shut, and every curve here is straight or flat. */
const farOut = 1e12;

/** A part at its true scale within bounds, so that a product with a slope of zero is zero: without norms, values outgrow float32. */
function bounded(graph: GraphBuilder, part: string, scale: string | undefined, bound: number): string {
  const whole =
    scale === undefined ? part : times(graph, part, graph.node('Exp', [graph.node('Min', [scale, scalar(graph, 80)])]));
  return graph.node('Clip', [whole, scalar(graph, -bound), scalar(graph, bound)]);
}

/** A function that levels off and never falls: its value is at the true scale, and so is its derivative. What is positive stays so. */
function levelling<A>(
  lower: Lowering<A>,
  slope: (graph: GraphBuilder, x: string, y: string, attrs: A) => string,
  keepsSign: (attrs: A) => boolean = () => true,
): DualLowering<A> {
  return (attrs, [x], context) => {
    const { graph } = context;
    const at = bounded(graph, x.v, x.scale, farOut);
    const v = lower(attrs, [{ name: at, shape: x.shape }], context);
    const t = x.t === undefined ? undefined : times(graph, bounded(graph, x.t, x.scale, 1e37), slope(graph, at, v, attrs));
    return { ...x, v, t, scale: undefined, isPositive: x.isPositive && keepsSign(attrs) };
  };
}

/** x times a gate of x, which becomes the identity: the scale stays, and what is positive stays so. @param slope gate + x gate', of the true value. */
function gated<A>(
  gate: (graph: GraphBuilder, x: string, attrs: A) => string,
  slope: (graph: GraphBuilder, x: string, attrs: A) => string,
): DualLowering<A> {
  return (attrs, [x], { graph }) => {
    const at = bounded(graph, x.v, x.scale, farOut);
    return {
      ...x,
      v: times(graph, x.v, gate(graph, at, attrs)),
      t: x.t === undefined ? undefined : times(graph, x.t, slope(graph, at, attrs)),
    };
  };
}

/** Phi(x), or the gate of the tanh form. */
function geluGate(graph: GraphBuilder, x: string, approximate: 'none' | 'tanh'): string {
  const inner =
    approximate === 'none'
      ? graph.node('Erf', [times(graph, x, scalar(graph, Math.SQRT1_2))])
      : graph.node('Tanh', [
          times(
            graph,
            x,
            plus(
              graph,
              scalar(graph, Math.sqrt(2 / Math.PI)),
              times(graph, times(graph, x, x), scalar(graph, Math.sqrt(2 / Math.PI) * 0.044715)),
            ),
          ),
        ]);
  return plus(graph, times(graph, inner, scalar(graph, 0.5)), scalar(graph, 0.5));
}

/** clip(x / 6 + 1 / 2, 0, 1). */
function hardGate(graph: GraphBuilder, x: string): string {
  return graph.node('Clip', [
    plus(graph, times(graph, x, scalar(graph, 1 / 6)), scalar(graph, 0.5)),
    scalar(graph, 0),
    scalar(graph, 1),
  ]);
}

/** A function of one number with its slope, written from the true value x and the function's value y. @param keepsSign what is positive stays so. */
function elementwise<A>(
  lower: Lowering<A>,
  slope: (graph: GraphBuilder, x: string, y: string, attrs: A) => string,
  keepsSign: (attrs: A) => boolean,
): DualLowering<A> {
  return (attrs, [scaled], context) => {
    const x = atTrueScale(context.graph, scaled);
    const v = lower(attrs, [{ name: x.v, shape: x.shape }], context);
    const t = x.t === undefined ? undefined : times(context.graph, x.t, slope(context.graph, x.v, v, attrs));
    return { ...x, v, t, isPositive: x.isPositive && keepsSign(attrs) };
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
    const phi = times(
      graph,
      graph.node('Exp', [times(graph, square, scalar(graph, -0.5))]),
      scalar(graph, 1 / Math.sqrt(2 * Math.PI)),
    );
    const cdf = plus(
      graph,
      times(graph, graph.node('Erf', [times(graph, x, scalar(graph, Math.SQRT1_2))]), scalar(graph, 0.5)),
      scalar(graph, 0.5),
    );
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
  erf: (graph, x) =>
    times(graph, graph.node('Exp', [graph.node('Neg', [times(graph, x, x)])]), scalar(graph, 2 / Math.sqrt(Math.PI))),
};

/** Functions that do not commute with scaling: their inputs are brought to their true scale first. */
export const curved: DualFamily<
  'clip' | 'gelu' | 'silu' | 'hardSwish' | 'hardSigmoid' | 'sigmoid' | 'tanh' | 'softmax' | 'unary'
> = {
  clip: levelling(
    activation.clip,
    (graph, x, _, { min, max }) => inside(graph, x, min, max),
    ({ max }) => max >= 0,
  ),
  gelu: gated(
    (graph, x, { approximate }) => geluGate(graph, x, approximate),
    (graph, x, { approximate }) => geluSlope(graph, x, approximate),
  ),
  silu: gated((graph, x) => graph.node('Sigmoid', [x]), siluSlope),
  /** x/3 + 1/2 between -3 and 3, 1 above. */
  hardSwish: gated(hardGate, (graph, x) =>
    plus(
      graph,
      times(graph, inside(graph, x, -3, 3), plus(graph, times(graph, x, scalar(graph, 1 / 3)), scalar(graph, 0.5))),
      inside(graph, x, 3, 3e38),
    ),
  ),
  hardSigmoid: levelling(activation.hardSigmoid, (graph, x) => times(graph, inside(graph, x, -3, 3), scalar(graph, 1 / 6))),
  sigmoid: levelling(activation.sigmoid, (graph, _, y) => times(graph, y, minus(graph, scalar(graph, 1), y))),
  tanh: levelling(activation.tanh, (graph, _, y) => minus(graph, scalar(graph, 1), times(graph, y, y))),
  /** y (x' - sum of y x'). */
  softmax(attrs, [scaled], context) {
    const { graph } = context;
    const x = {
      ...scaled,
      v: bounded(graph, scaled.v, scaled.scale, farOut),
      t: scaled.t === undefined ? undefined : bounded(graph, scaled.t, scaled.scale, 1e37),
      scale: undefined,
    };
    const v = activation.softmax(attrs, [{ name: x.v, shape: x.shape }], context);
    if (x.t === undefined) return { ...x, v, isPositive: false };
    const axes = graph.constant('int64', [1], [resolveAxis(attrs.axis, x.shape.length)]);
    const [mean] = graph.emit('ReduceSum', [times(graph, v, x.t), axes], { keepdims: int(1) });
    return { ...x, v, t: times(graph, v, minus(graph, x.t, mean)), isPositive: false };
  },
  unary: elementwise(
    activation.unary,
    (graph, x, y, attrs) => unarySlopes[attrs.function](graph, x, y),
    (attrs) => attrs.function !== 'log',
  ),
};
