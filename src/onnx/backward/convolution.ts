import { Mismatch } from '../../core/mismatch.js';
import { product } from '../../arch/ops/shapes.js';
import type { OpAttrs, Shape } from '../../arch/types.js';
import { bytesOf, int, ints, type GraphBuilder } from '../lower/graph-builder.js';
import type { LoweredValue } from '../lower/types.js';
import { convolution as forward, writeConv, writeConvTranspose } from '../lower/convolution.js';
import { tokenNames } from '../lower/tables.js';
import { list, matrixProduct, reshape, scatterAdd, sum } from './emit.js';
import type { BackwardContext, BackwardFamily, GradientOf } from './types.js';

type Conv = OpAttrs['conv'];

/** (out, in / groups, kernel) of a convolution as (in, out / groups, kernel turned round): the weight of its transposed convolution. */
function turnedWeight(values: Float32Array, [out, inGroup, ...kernel]: Shape, groups: number): Float32Array {
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

/** Every channel's pixels under each tap of the kernel, as channels: (batch, in * taps, pixels of the output). */
function columns(graph: GraphBuilder, attrs: Conv, x: LoweredValue): string {
  const { kernel, stride, padding, dilation } = attrs;
  const taps = product(kernel);
  const isPoint = taps === 1 && stride.every((step) => step === 1) && padding.every((pad) => pad === 0);
  if (isPoint) return x.name;
  const [batch, inChannels, ...space] = x.shape;
  // A card computes groups of so many outputs wrongly: there, channels are samples.
  const apart = graph.dialect === 'card';
  const channels = apart ? 1 : inChannels;
  const name = `taps.${channels}.${kernel.join('x')}`;
  const picks = graph.initializer({
    name,
    type: 'float',
    dims: [channels * taps, 1, ...kernel],
    get bytes() {
      return bytesOf(
        Float32Array.from({ length: channels * taps * taps }, (_, i) => (i % taps === Math.floor(i / taps) % taps ? 1 : 0)),
      );
    },
  });
  const source = apart ? reshape(graph, x, [batch * inChannels, 1, ...space]) : x.name;
  return graph.node('Conv', [source, picks], {
    dilations: ints(dilation),
    group: int(channels),
    kernel_shape: ints(kernel),
    pads: ints(padding),
    strides: ints(stride),
  });
}

/**
 * The gradient of the weight of a convolution whose output is as large as its input, by shifted copies: of dy along the height, of the input
 * along the width, one a tap each, with the channels first. A product over all pixels of the batch gives every tap of a column of the
 * kernel, from height + width copies where columns are height * width.
 */
function shiftedWeightGradient(
  { kernel: [height, width], padding, dilation, outChannels }: Conv,
  x: LoweredValue,
  dy: string,
  { graph }: BackwardContext,
): string {
  const [batch, channels, ...space] = x.shape;
  const pixels = batch * product(space);
  const channelsFirst = (name: string): string => graph.node('Transpose', [name], { perm: ints([1, 0, 2, 3]) });
  const shifted = (name: string, axis: number, by: number): string => {
    if (by === 0) return name;
    const pads = new Array<number>(8).fill(0);
    pads[axis] = by;
    pads[axis + 4] = -by;
    return graph.node('Pad', [name, list(graph, pads)]);
  };
  const back = channelsFirst(dy);
  const rows = Array.from({ length: height }, (_, tap) => shifted(back, 2, tap * dilation[0] - padding[0]));
  const stacked = height === 1 ? back : graph.node('Concat', rows, { axis: int(0) });
  const left = graph.node('Reshape', [stacked, list(graph, [height * outChannels, pixels])]);
  const forth = channelsFirst(x.name);
  const products = Array.from({ length: width }, (_, tap) => {
    const right = graph.node('Reshape', [shifted(forth, 3, padding[1] - tap * dilation[1]), list(graph, [channels, pixels])]);
    return graph.node('Gemm', [left, right], { transB: int(1) });
  });
  const joined = width === 1 ? products[0] : graph.node('Concat', products, { axis: int(1) });
  const taps = graph.node('Reshape', [joined, list(graph, [height, outChannels, width, channels])]);
  const ordered = graph.node('Transpose', [taps], { perm: ints([1, 3, 0, 2]) });
  return graph.node('Reshape', [ordered, list(graph, [outChannels, channels, height, width])]);
}

/** Weights that change from run to run are trained: speed counts there, and no score depends on the last digit. */
function isShiftable({ kernel, stride, groups }: Conv, x: LoweredValue, { values, output }: BackwardContext): boolean {
  return (
    typeof values('weight') === 'string' &&
    groups === 1 &&
    kernel.length === 2 &&
    product(kernel) > 1 &&
    stride.every((step) => step === 1) &&
    x.shape.slice(2).join() === output.shape.slice(2).join()
  );
}

/** dy times the columns, transposed: a matrix product a sample and group. */
function weightGradient(
  attrs: Conv,
  x: LoweredValue,
  dy: string,
  weightShape: Shape,
  { graph, output }: BackwardContext,
  of: GradientOf,
): string {
  const { groups, outChannels, kernel } = attrs;
  const [batch, channels] = x.shape;
  const pixels = product(output.shape.slice(2));
  const rows = (channels / groups) * product(kernel);
  const grouped = (name: string, perGroup: number): string =>
    graph.node('Reshape', [name, list(graph, groups === 1 ? [batch, perGroup, pixels] : [batch, groups, perGroup, pixels])]);
  const gradients = matrixProduct(graph, grouped(dy, outChannels / groups), grouped(columns(graph, attrs, x), rows), {
    transB: true,
  });
  const each = groups === 1 ? [batch, outChannels, rows] : [batch, groups, outChannels / groups, rows];
  if (of === 'sample') return reshape(graph, { name: gradients, shape: each }, [batch, ...weightShape]);
  return reshape(graph, { name: sum(graph, gradients, [0], false), shape: each.slice(1) }, weightShape);
}

export const convolution: BackwardFamily<'conv' | 'convTranspose' | 'embedding'> = {
  conv(attrs, [x], dy, context) {
    const { graph, output } = context;
    const weightShape = [attrs.outChannels, x.shape[1] / attrs.groups, ...attrs.kernel];
    const space = output.shape.map((_, axis) => axis).slice(2);
    return {
      inputs: [() => inputGradient(attrs, x, dy, weightShape, context)],
      parameters: {
        weight: (of) =>
          of === 'batch' && isShiftable(attrs, x, context)
            ? shiftedWeightGradient(attrs, x, dy, context)
            : weightGradient(attrs, x, dy, weightShape, context, of),
        bias: (of) => sum(graph, dy, of === 'sample' ? space : [0, ...space], false),
      },
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
    };
  },
  /** Tokens have no gradient; each row gets the sum of what was read of it. */
  embedding: ({ count, features }, [x], dy, { graph }) => ({
    inputs: [undefined],
    parameters: {
      weight: (of) => {
        if (of === 'sample') throw new Mismatch('gradients of the batch: a learned table is the same for every sample');
        const rows = product(x.shape);
        const tokens = reshape(graph, { name: tokenNames(graph, x.name, count), shape: x.shape }, [rows, 1]);
        const places = graph.node('Expand', [tokens, list(graph, [rows, features])]);
        return scatterAdd(graph, [count, features], places, graph.node('Reshape', [dy, list(graph, [rows, features])]), 0);
      },
    },
  }),
};
