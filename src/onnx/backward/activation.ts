import { resolveAxis } from '../../arch/ops/shapes.js';
import { float, type GraphBuilder } from '../lower/graph-builder.js';
import { minus, plus, scalar, scaled, sum, times } from './emit.js';
import type { BackwardFamily, BackwardRule } from './types.js';

/** The rule of a function of one number: its slope, from x and its value y. */
function elementwise<A>(slope: (graph: GraphBuilder, x: string, y: string, attrs: A) => string): BackwardRule<A> {
  return (attrs, [x], dy, { graph, output }) => ({
    inputs: [() => times(graph, dy, slope(graph, x.name, output.name, attrs))],
  });
}

const above = (graph: GraphBuilder, x: string, low: number): string => graph.node('Greater', [x, scalar(graph, low)]);
const below = (graph: GraphBuilder, x: string, high: number): string => graph.node('Less', [x, scalar(graph, high)]);
const choose = (graph: GraphBuilder, condition: string, yes: string, no: string): string =>
  graph.node('Where', [condition, yes, no]);

/** The gradient where a condition holds, 0 elsewhere. */
function gated<A>(condition: (graph: GraphBuilder, x: string, attrs: A) => string, slope: number): BackwardRule<A> {
  return (attrs, [x], dy, { graph }) => ({
    inputs: [() => choose(graph, condition(graph, x.name, attrs), scaled(graph, dy, slope), scalar(graph, 0))],
  });
}

const between = (graph: GraphBuilder, x: string, low: number, high: number): string =>
  graph.node('And', [above(graph, x, low), below(graph, x, high)]);

/** Phi(x) + x phi(x), or the slope of the tanh form. */
function geluSlope(graph: GraphBuilder, x: string, approximate: 'none' | 'tanh'): string {
  const square = times(graph, x, x);
  if (approximate === 'none') {
    const density = scaled(graph, graph.node('Exp', [scaled(graph, square, -0.5)]), 1 / Math.sqrt(2 * Math.PI));
    const half = scaled(graph, graph.node('Erf', [scaled(graph, x, Math.SQRT1_2)]), 0.5);
    return plus(graph, plus(graph, half, scalar(graph, 0.5)), times(graph, x, density));
  }
  const c = Math.sqrt(2 / Math.PI);
  const bent = (factor: number): string => plus(graph, scaled(graph, square, c * factor), scalar(graph, c));
  const t = graph.node('Tanh', [times(graph, x, bent(0.044715))]);
  const gate = plus(graph, scaled(graph, t, 0.5), scalar(graph, 0.5));
  const slope = times(graph, minus(graph, scalar(graph, 1), times(graph, t, t)), bent(3 * 0.044715));
  return plus(graph, gate, scaled(graph, times(graph, x, slope), 0.5));
}

/** s (1 + x (1 - s)) with s the sigmoid. */
function siluSlope(graph: GraphBuilder, x: string): string {
  const s = graph.node('Sigmoid', [x]);
  return times(graph, s, plus(graph, scalar(graph, 1), times(graph, x, minus(graph, scalar(graph, 1), s))));
}

/** x / 3 + 1 / 2 between -3 and 3, 0 below, 1 above. */
export function hardSwishSlope(graph: GraphBuilder, x: string): string {
  const inside = plus(graph, scaled(graph, x, 1 / 3), scalar(graph, 0.5));
  return choose(graph, above(graph, x, -3), choose(graph, below(graph, x, 3), inside, scalar(graph, 1)), scalar(graph, 0));
}

const unarySlopes: {
  readonly [name in 'exp' | 'log' | 'sqrt' | 'abs' | 'erf']: (graph: GraphBuilder, x: string, y: string) => string;
} = {
  exp: (_, __, y) => y,
  log: (graph, x) => graph.node('Reciprocal', [x]),
  sqrt: (graph, _, y) => graph.node('Div', [scalar(graph, 0.5), y]),
  abs: (graph, x) => graph.node('Sign', [x]),
  erf: (graph, x) => scaled(graph, graph.node('Exp', [graph.node('Neg', [times(graph, x, x)])]), 2 / Math.sqrt(Math.PI)),
};

/**
 * The slope of a hard sigmoid that is a step: 1 for positive numbers from 3e-39, 0 for others. On the processor this and a product take half
 * as long as a comparison and a choice.
 */
export const steep = 3e38;

/** Activations. At a kink the slope is that of the flat side, as in PyTorch. */
export const activation: BackwardFamily<
  'relu' | 'leakyRelu' | 'clip' | 'gelu' | 'silu' | 'hardSwish' | 'hardSigmoid' | 'sigmoid' | 'tanh' | 'softmax' | 'unary'
> = {
  relu: (_, [x], dy, { graph, output }) => ({
    inputs: [
      () =>
        graph.dialect === 'processor'
          ? times(graph, dy, graph.node('HardSigmoid', [output.name], { alpha: float(steep), beta: float(0) }))
          : choose(graph, above(graph, x.name, 0), dy, scalar(graph, 0)),
    ],
  }),
  leakyRelu: ({ slope }, [x], dy, { graph }) => ({
    inputs: [() => choose(graph, above(graph, x.name, 0), dy, scaled(graph, dy, slope))],
  }),
  clip: gated((graph, x, { min, max }) => between(graph, x, min, max), 1),
  gelu: elementwise((graph, x, _, { approximate }) => geluSlope(graph, x, approximate)),
  silu: elementwise((graph, x) => siluSlope(graph, x)),
  hardSwish: elementwise((graph, x) => hardSwishSlope(graph, x)),
  hardSigmoid: gated((graph, x) => between(graph, x, -3, 3), 1 / 6),
  sigmoid: elementwise((graph, _, y) => times(graph, y, minus(graph, scalar(graph, 1), y))),
  tanh: elementwise((graph, _, y) => minus(graph, scalar(graph, 1), times(graph, y, y))),
  /** y (dy - sum of y dy along the axis). */
  softmax: ({ axis }, [x], dy, { graph, output: { name: y } }) => ({
    inputs: [() => times(graph, y, minus(graph, dy, sum(graph, times(graph, dy, y), [resolveAxis(axis, x.shape.length)], true)))],
  }),
  unary: elementwise((graph, x, y, attrs) => unarySlopes[attrs.function](graph, x, y)),
};
