import { Mismatch } from '../../core/mismatch.js';
import { product } from '../../arch/ops/shapes.js';
import type { OpAttrs, Shape } from '../../arch/types.js';
import { bytesOf, int, ints, type GraphBuilder } from '../lower/graph-builder.js';
import type { LoweredValue } from '../lower/types.js';
import { convolution as forward, writeConv, writeConvTranspose } from '../lower/convolution.js';
import { tokenNames } from '../lower/tables.js';
import { firstWeightDerivative, weightGradient } from './convolution-weight.js';
import { list, reshape, scatterAdd, sum } from './emit.js';
import type { BackwardContext, BackwardFamily } from './types.js';

type Conv = OpAttrs['conv'];

/** Weights are those of the run's initializer, which stay: what was turned is kept with its numbers. */
const kept = new WeakMap<Float32Array, Map<string, Float32Array>>();

function turnedWeight(values: Float32Array, shape: Shape, groups: number): Float32Array {
  const made = kept.get(values) ?? new Map<string, Float32Array>();
  kept.set(values, made);
  const key = `${shape.join()} ${groups}`;
  const found = made.get(key) ?? turn(values, shape, groups);
  made.set(key, found);
  return found;
}

/** (out, in / groups, kernel) of a convolution as (in, out / groups, kernel turned round): the weight of its transposed convolution. */
function turn(values: Float32Array, [out, inGroup, ...kernel]: Shape, groups: number): Float32Array {
  const area = product(kernel);
  const outGroup = out / groups;
  const turned = new Float32Array(values.length);
  for (let o = 0, at = 0; o < out; o++) {
    const group = Math.floor(o / outGroup);
    for (let i = 0; i < inGroup; i++) {
      const to = ((group * inGroup + i) * outGroup + (o % outGroup)) * area;
      for (let k = 0; k < area; k++) turned[to + area - 1 - k] = values[at++];
    }
  }
  return turned;
}

/** With stride 1 the gradient is a convolution with the turned weight, which the runtime does best; elsewhere a transposed convolution. */
function inputGradient(attrs: Conv, x: LoweredValue, dy: string, weightShape: Shape, context: BackwardContext): string {
  const { kernel, stride, padding, dilation, groups } = attrs;
  const { graph, output } = context;
  const rank = kernel.length;
  const reach = kernel.map((length, axis) => dilation[axis] * (length - 1));
  const back = { name: dy, shape: output.shape };
  const turnedPads = padding.map((pad, i) => reach[i % rank] - pad);
  const values = context.values('weight');
  if (stride.every((step) => step === 1) && turnedPads.every((pad) => pad >= 0) && values !== undefined) {
    const weight = context.parameter('weight');
    const turned =
      typeof values === 'string'
        ? turnedNode(graph, weight, weightShape, groups)
        : turnedName(graph, weight, values, weightShape, groups, x.shape[1]);
    const shape = [x.shape[1], attrs.outChannels / groups, ...kernel];
    return writeConv(graph, back, { name: turned, shape }, { ...attrs, padding: turnedPads });
  }
  const missing = x.shape
    .slice(2)
    .map(
      (length, axis) =>
        length + padding[axis] + padding[axis + rank] - ((output.shape[axis + 2] - 1) * stride[axis] + reach[axis] + 1),
    );
  const window = { ...attrs, outChannels: x.shape[1], outputPadding: missing };
  return writeConvTranspose(graph, back, context.parameter('weight'), window);
}

/** The turned weight, computed from one that changes from run to run. */
function turnedNode(graph: GraphBuilder, weight: string, [out, inGroup, ...kernel]: Shape, groups: number): string {
  const area = product(kernel);
  const reversed = graph.constant(
    'int64',
    [area],
    Array.from({ length: area }, (_, k) => area - 1 - k),
  );
  const taps = graph.node('Reshape', [weight, list(graph, [groups, out / groups, inGroup, area])]);
  const backward = area === 1 ? taps : graph.node('Gather', [taps, reversed], { axis: int(3) });
  const swapped = graph.node('Transpose', [backward], { perm: ints([0, 2, 1, 3]) });
  return graph.node('Reshape', [swapped, list(graph, [groups * inGroup, out / groups, ...kernel])]);
}

function turnedName(
  graph: GraphBuilder,
  weight: string,
  values: Float32Array | number,
  shape: Shape,
  groups: number,
  inChannels: number,
): string {
  const dims = [inChannels, shape[0] / groups, ...shape.slice(2)];
  if (typeof values === 'number') return graph.constant('float', dims, new Array<number>(product(dims)).fill(values));
  return graph.initializer({
    name: `${weight}.turned`,
    type: 'float',
    dims,
    get bytes() {
      return bytesOf(turnedWeight(values, shape, groups));
    },
  });
}

export const convolution: BackwardFamily<'conv' | 'convTranspose' | 'embedding'> = {
  conv(attrs, [x], dy, context) {
    const { graph, output } = context;
    const weightShape = [attrs.outChannels, x.shape[1] / attrs.groups, ...attrs.kernel];
    const space = output.shape.map((_, axis) => axis).slice(2);
    return {
      inputs: [() => inputGradient(attrs, x, dy, weightShape, context)],
      parameters: {
        weight: (of) => weightGradient(attrs, x, dy, weightShape, context, of),
        bias: (of) => sum(graph, dy, of === 'sample' ? space : [0, ...space], false),
      },
      firsts: { weight: () => firstWeightDerivative(attrs, x, dy, context) },
    };
  },
  /** Its gradient is the convolution that it transposes; input and output change places in the weight's. */
  convTranspose(attrs, [x], dy, context) {
    const { graph, output } = context;
    const { outputPadding: _, ...window } = attrs;
    const turned: Conv = { ...window, outChannels: x.shape[1], bias: false };
    const back = { name: dy, shape: output.shape };
    const space = output.shape.map((__, axis) => axis).slice(2);
    return {
      inputs: [() => forward.conv(turned, [back], { graph, shape: x.shape, parameter: context.parameter })],
      parameters: {
        weight: (of) =>
          weightGradient(
            turned,
            back,
            x.name,
            [x.shape[1], attrs.outChannels / attrs.groups, ...attrs.kernel],
            { ...context, output: x },
            of,
          ),
        bias: (of) => sum(graph, dy, of === 'sample' ? space : [0, ...space], false),
      },
      firsts: { weight: () => firstWeightDerivative(turned, back, x.name, { ...context, output: x }) },
    };
  },
  /** Tokens have no gradient; each row gets the sum of what was read of it. */
  embedding: ({ count, features }, [x], dy, { graph }) => ({
    inputs: [undefined],
    parameters: {
      weight: (of) => {
        if (of === 'sample') throw new Mismatch('a weight with a gradient for each sample, which a learned table does not have');
        const rows = product(x.shape);
        const tokens = reshape(graph, { name: tokenNames(graph, x.name, count), shape: x.shape }, [rows, 1]);
        const places = graph.node('Expand', [tokens, list(graph, [rows, features])]);
        return scatterAdd(graph, [count, features], places, graph.node('Reshape', [dy, list(graph, [rows, features])]), 0);
      },
    },
  }),
};
