/**
 * The gradient of a convolution's weight, in the fastest form that the runtime has for it:
 *   blocked   a blocked convolution, where the runtime has those (`blocked-weight`)
 *   shifted   products of shifted copies, where the output is as large as the input
 *   columns   products of all pixels under each tap, for any window and for single samples
 */
import { product } from '../../arch/ops/shapes.js';
import type { OpAttrs, Shape } from '../../arch/types.js';
import { bytesOf, int, ints, type GraphBuilder } from '../lower/graph-builder.js';
import type { LoweredValue } from '../lower/types.js';
import { blockedWeightGradient } from './blocked-weight.js';
import { firstColumn, list, matrixProduct, reshape, sum } from './emit.js';
import type { BackwardContext, GradientOf } from './types.js';

type Conv = OpAttrs['conv'];

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

function isShiftable({ kernel, stride, groups }: Conv, x: LoweredValue, { graph, output }: BackwardContext): boolean {
  return (
    graph.dialect === 'processor' &&
    groups === 1 &&
    kernel.length === 2 &&
    product(kernel) > 1 &&
    stride.every((step) => step === 1) &&
    x.shape.slice(2).join() === output.shape.slice(2).join()
  );
}

/** dy times the columns, transposed: a matrix product a sample and group. */
function columnsWeightGradient(
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

/** The gradient of the weight of a convolution, in its shape. */
export function weightGradient(
  attrs: Conv,
  x: LoweredValue,
  dy: string,
  weightShape: Shape,
  context: BackwardContext,
  of: GradientOf,
): string {
  if (of === 'batch') {
    const blocked = blockedWeightGradient(attrs, x, dy, context);
    if (blocked !== undefined) return blocked;
    if (isShiftable(attrs, x, context)) return shiftedWeightGradient(attrs, x, dy, context);
  }
  return columnsWeightGradient(attrs, x, dy, weightShape, context, of);
}

/** Each sample's derivative along the first number of the weight, which reads the first channel of the input and of dy only: (batch, 1). */
export function firstWeightDerivative(attrs: Conv, x: LoweredValue, dy: string, context: BackwardContext): string {
  const { graph, output } = context;
  const firstChannel = (name: string): string => graph.node('Gather', [name, list(graph, [0])], { axis: int(1) });
  const alone = ([batch, , ...space]: Shape): Shape => [batch, 1, ...space];
  const gradients = columnsWeightGradient(
    { ...attrs, groups: 1, outChannels: 1 },
    { name: firstChannel(x.name), shape: alone(x.shape) },
    firstChannel(dy),
    [1, 1, ...attrs.kernel],
    { ...context, output: { ...output, shape: alone(output.shape) } },
    'sample',
  );
  return firstColumn(graph, gradients, attrs.kernel);
}
