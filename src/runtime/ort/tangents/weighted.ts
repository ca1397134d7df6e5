import type { OpAttrs } from '../../../arch/types.js';
import { convolution } from '../../../onnx/lower/convolution.js';
import { linear } from '../../../onnx/lower/linear.js';
import { tables } from '../../../onnx/lower/tables.js';
import { scaleRatio, type Dual } from './dual.js';
import type { DualContext, DualFamily } from './types.js';

/** y = W x, y' = W (x' + x): the derivative along the weight itself. */
function alongWeight(x: Dual, { graph, shape }: DualContext, apply: (part: string) => string): Dual {
  const mixed = x.t === undefined ? x.v : graph.node('Add', [x.v, x.t]);
  return { v: apply(x.v), t: apply(mixed), shape, scale: x.scale, isPositive: x.isPositive, depth: x.depth + 1 };
}

/** A bias is added to the value alone, at the value's scale. */
function withBias(y: Dual, axisShape: readonly number[], { graph, parameter, hasParameter }: DualContext): Dual {
  if (!hasParameter('bias')) return y;
  const bias = graph.node('Reshape', [parameter('bias'), graph.constant('int64', [axisShape.length], axisShape)]);
  const scaled = y.scale === undefined ? bias : graph.node('Mul', [bias, scaleRatio(graph, undefined, y.scale)]);
  return { ...y, v: graph.node('Add', [y.v, scaled]) };
}

export const weighted: DualFamily<'conv' | 'convTranspose' | 'linear' | 'embedding'> = {
  conv(attrs, [x], context) {
    const plain: OpAttrs['conv'] = { ...attrs, bias: false };
    const y = alongWeight(x, context, (name) => convolution.conv(plain, [{ name, shape: x.shape }], context));
    return attrs.bias ? withBias(y, [1, -1, ...attrs.kernel.map(() => 1)], context) : y;
  },
  linear(attrs, [x], context) {
    const y = alongWeight(x, context, (name) => linear.linear({ ...attrs, bias: false }, [{ name, shape: x.shape }], context));
    return attrs.bias ? withBias(y, [-1], context) : y;
  },
  convTranspose(attrs, [x], context) {
    const plain = { ...attrs, bias: false };
    const y = alongWeight(x, context, (name) => convolution.convTranspose(plain, [{ name, shape: x.shape }], context));
    return attrs.bias ? withBias(y, [1, -1, ...attrs.kernel.map(() => 1)], context) : y;
  },
  /** Rows of the table; it is no layer whose weights are moved along, as a `parameter` is none. */
  embedding: (attrs, [x], context) => ({
    v: tables.embedding(attrs, [{ name: x.v, shape: x.shape }], context),
    t: undefined,
    shape: context.shape,
    scale: undefined,
    isPositive: true,
    depth: 0,
  }),
};
