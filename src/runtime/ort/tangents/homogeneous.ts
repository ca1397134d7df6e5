import { Mismatch } from '../../../core/mismatch.js';
import { refuseForeign } from '../../../arch/ops/foreign.js';
import { greatest } from '../../../core/greatest.js';
import { arithmetic } from '../../../onnx/lower/arithmetic.js';
import { activation } from '../../../onnx/lower/activation.js';
import { linear } from '../../../onnx/lower/linear.js';
import { maxPoolAttributes, placesOfMaxima, pooling } from '../../../onnx/lower/pooling.js';
import { shape } from '../../../onnx/lower/shape.js';
import { tables } from '../../../onnx/lower/tables.js';
import type { Lowering } from '../../../onnx/lower/types.js';
import type { GraphBuilder } from '../../../onnx/lower/graph-builder.js';
import type { WindowAttrs } from '../../../arch/types.js';
import { addParts, aligned, eachPart, scaleRatio, type Dual } from './dual.js';
import type { DualContext, DualFamily, DualLowering } from './types.js';

/** Operators that are linear in their one input: both parts go through the same nodes. */
function passing<A>(lower: Lowering<A>): DualLowering<A> {
  return (attrs, [x], context) => ({
    ...x,
    ...eachPart(x, (name) => lower(attrs, [{ name, shape: x.shape }], context)),
    shape: context.shape,
  });
}

const zerosLike = (graph: GraphBuilder, { v }: Dual): string => graph.node('Sub', [v, v]);

function allPositive(inputs: readonly Dual[]): boolean {
  return inputs.every(({ isPositive }) => isPositive);
}

/** Sums and concatenations: inputs at one scale. */
function joined(op: 'Add' | 'Sub', inputs: readonly Dual[], { graph, shape: output }: DualContext): Dual {
  const duals = aligned(graph, inputs);
  const v = duals.map((dual) => dual.v).reduce((sum, name) => graph.node(op, [sum, name]));
  const moving = duals.filter(({ t }) => t !== undefined);
  // A derivative of fewer axes or elements than the sum is spread over it by adding nothing of the sum's shape.
  const spread = moving.length < duals.length ? graph.node('Sub', [v, v]) : undefined;
  const first =
    op === 'Sub' && duals[0].t === undefined && moving.length > 0 ? graph.node('Neg', [moving[0].t as string]) : moving[0]?.t;
  const t = moving.slice(1).reduce<string | undefined>((sum, dual) => graph.node(op, [sum as string, dual.t as string]), first);
  return {
    v,
    t: t === undefined ? undefined : addParts(graph, t, spread),
    shape: output,
    scale: duals[0].scale,
    isPositive: op === 'Add' && allPositive(inputs),
    depth: greatest(inputs.map(({ depth }) => depth)),
  };
}

/** (a b)' = a' b + a b'; scales add. */
function multiplied(a: Dual, b: Dual, times: (a: string, b: string) => string, { graph, shape: output }: DualContext): Dual {
  const [left, right] = [a.t === undefined ? undefined : times(a.t, b.v), b.t === undefined ? undefined : times(a.v, b.t)];
  return {
    v: times(a.v, b.v),
    t: addParts(graph, left, right),
    shape: output,
    scale: addParts(graph, a.scale, b.scale),
    isPositive: a.isPositive && b.isPositive,
    depth: a.depth + b.depth,
  };
}

/** Where the value takes its maximum, there the derivative is read. */
function maxPool(attrs: WindowAttrs, [x]: readonly Dual[], { graph, shape: output }: DualContext): Dual {
  const window = maxPoolAttributes(attrs, { name: x.v, shape: x.shape }, output);
  const [v, places] = graph.emit('MaxPool', [x.v], window, placesOfMaxima);
  if (x.t === undefined) return { ...x, v, shape: output };
  const flat = graph.node('Reshape', [x.t, graph.constant('int64', [1], [-1])]);
  return { ...x, v, t: graph.node('Gather', [flat, places]), shape: output };
}

/** Operators that commute with scaling. */
export const homogeneous: DualFamily<
  | 'add'
  | 'sub'
  | 'mul'
  | 'div'
  | 'matmul'
  | 'affine'
  | 'identity'
  | 'zeros'
  | 'parameter'
  | 'constant'
  | 'concat'
  | 'slice'
  | 'pad'
  | 'reshape'
  | 'flatten'
  | 'gather'
  | 'transpose'
  | 'avgPool'
  | 'globalAvgPool'
  | 'mean'
  | 'maxPool'
  | 'globalMaxPool'
  | 'relu'
  | 'leakyRelu'
  | 'batchNorm'
  | 'instanceNorm'
  | 'groupNorm'
  | 'layerNorm'
  | 'foreign'
  | 'recurrent'
> = {
  recurrent: () => {
    throw new Mismatch('an operator with a derivative along its weights, which recurrent layers lack here');
  },
  foreign: refuseForeign,
  add: (_, inputs, context) => joined('Add', inputs, context),
  sub: (_, inputs, context) => joined('Sub', inputs, context),
  mul: (_, inputs, context) => inputs.reduce((a, b) => multiplied(a, b, (x, y) => context.graph.node('Mul', [x, y]), context)),
  matmul: (attrs, [a, b], context) =>
    multiplied(
      a,
      b,
      (x, y) =>
        linear.matmul(
          attrs,
          [
            { name: x, shape: a.shape },
            { name: y, shape: b.shape },
          ],
          context,
        ),
      context,
    ),
  /** (a / b)' = (a' - (a / b) b') / b. */
  div(_, [a, b], { graph, shape: output }) {
    const v = graph.node('Div', [a.v, b.v]);
    const pulled = b.t === undefined ? undefined : graph.node('Neg', [graph.node('Mul', [v, b.t])]);
    const top = addParts(graph, a.t, pulled);
    const negated = b.scale === undefined ? undefined : graph.node('Neg', [b.scale]);
    return {
      v,
      t: top === undefined ? undefined : graph.node('Div', [top, b.v]),
      shape: output,
      scale: addParts(graph, a.scale, negated),
      isPositive: b.t === undefined && a.isPositive && b.isPositive,
      depth: a.depth + b.depth,
    };
  },
  affine({ scale, shift }, [x], { graph }) {
    const factor = graph.constant('float', [], [scale]);
    const y: Dual = {
      ...x,
      ...eachPart(x, (part) => graph.node('Mul', [part, factor])),
      isPositive: x.isPositive && scale >= 0 && shift >= 0,
    };
    if (shift === 0) return y;
    const offset = graph.node('Mul', [graph.constant('float', [], [shift]), scaleRatio(graph, undefined, y.scale)]);
    return { ...y, v: graph.node('Add', [y.v, offset]) };
  },
  identity: (_, [x]) => x,
  zeros: (_, [x], { graph }) => ({ ...x, v: zerosLike(graph, x), t: undefined }),
  parameter: (attrs, [like], context) =>
    still(arithmetic.parameter(attrs, like === undefined ? [] : [{ name: like.v, shape: like.shape }], context), context, true),
  constant: (attrs, [like], context) =>
    still(
      tables.constant(attrs, like === undefined ? [] : [{ name: like.v, shape: like.shape }], context),
      context,
      attrs.values.every((value) => value >= 0),
    ),
  concat(attrs, inputs, context) {
    const { graph } = context;
    const duals = aligned(graph, inputs);
    const values = (part: (dual: Dual) => string): string =>
      shape.concat(
        attrs,
        duals.map((dual) => ({ name: part(dual), shape: dual.shape })),
        context,
      );
    const moves = duals.some(({ t }) => t !== undefined);
    return {
      v: values(({ v }) => v),
      t: moves ? values((dual) => dual.t ?? zerosLike(graph, dual)) : undefined,
      shape: context.shape,
      scale: duals[0].scale,
      isPositive: allPositive(inputs),
      depth: greatest(inputs.map(({ depth }) => depth)),
    };
  },
  slice: passing(shape.slice),
  pad(attrs, [x], context) {
    const zero = passing(shape.pad)({ ...attrs, value: 0 }, [x], context);
    if (attrs.value === 0) return zero;
    const border = context.graph.node('Pad', [
      zerosLike(context.graph, x),
      context.graph.constant('int64', [attrs.pads.length], attrs.pads),
      context.graph.constant('float', [], [attrs.value]),
    ]);
    const scaled = context.graph.node('Mul', [border, scaleRatio(context.graph, undefined, x.scale)]);
    return { ...zero, v: context.graph.node('Add', [zero.v, scaled]), isPositive: x.isPositive && attrs.value > 0 };
  },
  reshape: passing(shape.reshape),
  flatten: passing(shape.flatten),
  gather: passing(tables.gather),
  transpose: passing(shape.transpose),
  avgPool: passing(pooling.avgPool),
  globalAvgPool: passing(pooling.globalAvgPool),
  mean: passing(pooling.mean),
  maxPool: (attrs, inputs, context) => maxPool(attrs, inputs, context),
  globalMaxPool(_, inputs, context) {
    const space = inputs[0].shape.slice(2);
    const ones = space.map(() => 1);
    return maxPool({ kernel: space, stride: ones, padding: [...space, ...space].map(() => 0), dilation: ones }, inputs, context);
  },
  relu: (attrs, [x], context) => (x.isPositive ? x : rectified(attrs, x, activation.relu, 0, context)),
  leakyRelu: (attrs, [x], context) => (x.isPositive ? x : rectified(attrs, x, activation.leakyRelu, attrs.slope, context)),
  // Norms are left out.
  batchNorm: (_, [x]) => x,
  instanceNorm: (_, [x]) => x,
  groupNorm: (_, [x]) => x,
  layerNorm: (_, [x]) => x,
};

/** A value that does not depend on the weights of layers. */
function still(v: string, { shape: output }: DualContext, isPositive: boolean): Dual {
  return { v, t: undefined, shape: output, scale: undefined, isPositive, depth: 0 };
}

function rectified<A>(attrs: A, x: Dual, lower: Lowering<A>, slope: number, context: DualContext): Dual {
  const { graph } = context;
  const v = lower(attrs, [{ name: x.v, shape: x.shape }], context);
  if (x.t === undefined) return { ...x, v, isPositive: slope === 0 };
  const positive = graph.node('Greater', [x.v, graph.constant('float', [], [0])]);
  const factor = graph.node('Where', [positive, graph.constant('float', [], [1]), graph.constant('float', [], [slope])]);
  return { ...x, v, t: graph.node('Mul', [x.t, factor]), isPositive: false };
}
