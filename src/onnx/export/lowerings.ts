/**
 * How operators are written to be read again: as the engine's lowerings, but for any batch, and with nothing left out that the
 * architecture says (skips, zeros, rounding of pools).
 */
import { must } from '../../core/must.js';
import { forAxis, lengthAt, product, resolveAxis } from '../../arch/ops/shapes.js';
import type { OpAttrs, Shape } from '../../arch/types.js';
import { activation } from '../lower/activation.js';
import { arithmetic } from '../lower/arithmetic.js';
import { convolution } from '../lower/convolution.js';
import { float, int, ints, type GraphBuilder } from '../lower/graph-builder.js';
import { foreign } from '../lower/foreign.js';
import { linear } from '../lower/linear.js';
import { normalization } from '../lower/normalization.js';
import { pooling } from '../lower/pooling.js';
import { recurrent } from '../lower/recurrent.js';
import { shape } from '../lower/shape.js';
import { tables } from '../lower/tables.js';
import type { LowerContext, LoweredValue, Lowerings } from '../lower/types.js';

function list(graph: GraphBuilder, values: readonly number[]): string {
  return graph.constant('int64', [values.length], values);
}

const firstOf = (inputs: readonly LoweredValue[]): LoweredValue => must(inputs[0], 'an input');

/** A tensor whose first axis has length 1, repeated along the batch of another. */
function repeated(graph: GraphBuilder, tensor: string, like: LoweredValue, output: Shape): string {
  const batch = graph.node('Slice', [graph.node('Shape', [like.name]), list(graph, [0]), list(graph, [1])]);
  const target = output.length === 1 ? batch : graph.node('Concat', [batch, list(graph, output.slice(1))], { axis: int(0) });
  return graph.node('Expand', [tensor, target]);
}

/** Runtimes disagree with PyTorch about windows that start beyond the input; where there are none, `ceil_mode` says it all. */
function isPlainCeil(attrs: OpAttrs['maxPool'], x: Shape, output: Shape): boolean {
  if (!attrs.ceil) return true;
  const rank = attrs.kernel.length;
  return attrs.kernel.every((kernel, axis) => {
    const padded = lengthAt(x, axis + 2) + forAxis(attrs.padding, axis) + forAxis(attrs.padding, axis + rank);
    const reach = forAxis(attrs.dilation, axis) * (kernel - 1);
    return Math.ceil((padded - reach - 1) / forAxis(attrs.stride, axis)) + 1 === output[axis + 2];
  });
}

function windowAttributes(
  { kernel, stride, padding }: OpAttrs['maxPool'],
  ceil: boolean,
): { [name: string]: ReturnType<typeof ints> } {
  return { kernel_shape: ints(kernel), strides: ints(stride), pads: ints(padding), ...(ceil ? { ceil_mode: int(1) } : {}) };
}

/** @param statistics names of the initializers with a batch norm's running mean and variance. */
export function exportLowerings(statistics: () => readonly [mean: string, variance: string]): Lowerings {
  const norms = normalization(
    ({ graph, x, scale, shift, eps }) => {
      const [mean, variance] = statistics();
      return {
        y: graph.node('BatchNormalization', [x.name, scale, shift, mean, variance], { epsilon: float(eps) }),
        statistics: [],
        norm: 'running',
      };
    },
    () => undefined,
  );
  return {
    ...convolution,
    ...activation,
    ...pooling,
    ...arithmetic,
    ...shape,
    ...tables,
    ...foreign,
    ...recurrent,
    /** Tokens are integers in the file. */
    embedding: (_, inputs, { graph, parameter }) =>
      graph.node('Gather', [parameter('weight'), graph.node('Cast', [firstOf(inputs).name], { to: int(7) })], { axis: int(0) }),
    ...norms,
    concat: ({ axis }, inputs, { graph }) =>
      graph.node(
        'Concat',
        inputs.map(({ name }) => name),
        { axis: int(axis) },
      ),
    linear({ bias }, inputs, { graph, parameter }) {
      const x = firstOf(inputs);
      const weight = parameter('weight');
      if (x.shape.length === 2)
        return graph.node('Gemm', [x.name, weight, ...(bias ? [parameter('bias')] : [])], { transB: int(1) });
      const y = graph.node('MatMul', [x.name, graph.node('Transpose', [weight], { perm: ints([1, 0]) })]);
      return bias ? graph.node('Add', [y, parameter('bias')]) : y;
    },
    matmul: linear.matmul,
    /** Sum takes any number of terms, but every runtime knows Add. */
    add: (_, inputs, { graph }) =>
      graph.node(
        inputs.length === 2 ? 'Add' : 'Sum',
        inputs.map(({ name }) => name),
      ),
    identity: (_, inputs, { graph }) => graph.node('Identity', [firstOf(inputs).name]),
    zeros: (_, inputs, { graph }) => graph.node('Mul', [firstOf(inputs).name, graph.constant('float', [], [0])]),
    parameter: (_, [like], { graph, shape: output, parameter }) =>
      like === undefined ? parameter('value') : repeated(graph, parameter('value'), like, output),
    constant(attrs, [like], context) {
      const whole = tables.constant(attrs, [], { ...context, shape: attrs.shape });
      return like === undefined ? whole : repeated(context.graph, whole, like, context.shape);
    },
    gather: ({ axis, indices }, inputs, { graph }) =>
      graph.node('Gather', [firstOf(inputs).name, list(graph, indices)], { axis: int(axis) }),
    maxPool(attrs, inputs, context) {
      const x = firstOf(inputs);
      if (!isPlainCeil(attrs, x.shape, context.shape)) return pooling.maxPool(attrs, inputs, context);
      return context.graph.node('MaxPool', [x.name], { ...windowAttributes(attrs, attrs.ceil), dilations: ints(attrs.dilation) });
    },
    avgPool(attrs, inputs, context) {
      const x = firstOf(inputs);
      const isPlain =
        attrs.dilation.every((step) => step === 1) &&
        isPlainCeil(attrs, x.shape, context.shape) &&
        !(attrs.ceil && attrs.countPadding);
      if (!isPlain) return pooling.avgPool(attrs, inputs, context);
      return context.graph.node('AveragePool', [x.name], {
        ...windowAttributes(attrs, attrs.ceil),
        count_include_pad: int(attrs.countPadding ? 1 : 0),
      });
    },
    layerNorm({ axis, eps, affine }, inputs, { graph, parameter }) {
      const x = firstOf(inputs);
      const own = x.shape.slice(resolveAxis(axis, x.shape.length));
      const scale = affine ? parameter('scale') : graph.constant('float', own, new Array<number>(product(own)).fill(1));
      return graph.node('LayerNormalization', [x.name, scale, ...(affine ? [parameter('shift')] : [])], {
        axis: int(axis),
        epsilon: float(eps),
      });
    },
    mean: ({ axes, keepDims }, inputs, { graph }) =>
      graph.node('ReduceMean', [firstOf(inputs).name], { axes: ints(axes), keepdims: int(keepDims ? 1 : 0) }),
    slice: ({ axis, start, end, step }, inputs, { graph }) =>
      graph.node('Slice', [
        firstOf(inputs).name,
        list(graph, [start]),
        list(graph, [end]),
        list(graph, [axis]),
        list(graph, [step]),
      ]),
    reshape: ({ shape: target }, inputs, { graph }) => graph.node('Reshape', [firstOf(inputs).name, list(graph, target)]),
    flatten({ axis }, inputs, { graph }) {
      const x = firstOf(inputs);
      if (axis === 1) return graph.node('Flatten', [x.name], { axis: int(1) });
      return graph.node('Reshape', [x.name, list(graph, [...new Array<number>(axis).fill(0), -1])]);
    },
    groupNorm({ groups, eps, affine }, inputs, { graph, parameter }: LowerContext) {
      const x = firstOf(inputs);
      const channels = lengthAt(x.shape, 1);
      const space = x.shape.slice(2);
      const plain = [1, 0].map((value) => graph.constant('float', [groups], new Array<number>(groups).fill(value)));
      const grouped = graph.node('Reshape', [x.name, list(graph, [0, groups, -1])]);
      const normed = graph.node('InstanceNormalization', [grouped, ...plain], { epsilon: float(eps) });
      const back = graph.node('Reshape', [normed, list(graph, [0, channels, ...space])]);
      if (!affine) return back;
      const perChannel = (name: string): string => graph.node('Reshape', [name, list(graph, [channels, ...space.map(() => 1)])]);
      return graph.node('Add', [graph.node('Mul', [back, perChannel(parameter('scale'))]), perChannel(parameter('shift'))]);
    },
  };
}
