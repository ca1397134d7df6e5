/**
 * The gradient of a convolution's weight by a blocked convolution: samples are its channels, dy is its weight, and the taps are the pixels of
 * its output. Blocked convolutions read fewer channels than a block as they lie, so samples are taken in groups of a few, and what the groups
 * give is added.
 *   maps in blocks   the channels of a block lie side by side in the rows of the image, where several are read at a time
 *   plain maps       every channel is an image; for channels that fill no block, and for dilated taps
 */
import { product } from '../../arch/ops/shapes.js';
import type { OpAttrs, Shape } from '../../arch/types.js';
import { blockedDomain } from '../lower/blocked.js';
import { int, ints, type GraphBuilder } from '../lower/graph-builder.js';
import type { LoweredValue } from '../lower/types.js';
import { list, sum } from './emit.js';
import type { BackwardContext } from './types.js';

type Conv = OpAttrs['conv'];

/** More of dy than this at a time leaves the processor's second cache. */
const mostBytes = 2 ** 20;
/** A sum of more products than this loses digits: fewer samples are taken at a time. */
const mostProducts = 2 ** 13;

/** How many samples are taken at a time: as many as divide the batch and leave no full block; undefined where these forms do not apply. */
function samplesAtATime(
  { kernel, groups, outChannels }: Conv,
  [batch]: Shape,
  pixels: number,
  block: number,
): number | undefined {
  if (groups !== 1 || kernel.length !== 2 || outChannels % block !== 0) return undefined;
  // The samples are the channels of its input, which must fill their blocks, or be fewer than one.
  if (batch > block && batch % block !== 0) return undefined;
  if (4 * block * Math.min(4, outChannels / block) * pixels > mostBytes) return undefined;
  const most = Math.min(block / 2, Math.max(2, Math.floor(mostProducts / pixels)));
  for (let count = most; count > 1; count--) if (batch % count === 0) return count;
  return undefined;
}

/** What a window reads beyond the start and the end of each axis of its input; less than nothing where it does not come to the end. */
function overhang({ kernel, stride, padding, dilation }: Conv, lengths: Shape, space: Shape): readonly [Shape, Shape] {
  const read = space.map((length, axis) => (length - 1) * stride[axis] + (kernel[axis] - 1) * dilation[axis] + 1);
  return [padding.slice(0, 2), read.map((length, axis) => length - lengths[axis] - padding[axis])];
}

function padded(graph: GraphBuilder, x: string, begins: Shape, ends: Shape): string {
  const isWhole = [...begins, ...ends].every((pad) => pad === 0);
  return isWhole ? x : graph.node('Pad', [x, list(graph, [0, 0, ...begins, 0, 0, ...ends])]);
}

/** dy as the weight of a convolution with a group for every `count` samples. */
function dyAsWeight(
  graph: GraphBuilder,
  dy: string,
  [batch, outChannels, ...space]: Shape,
  block: number,
  count: number,
): string {
  const groups = batch / count;
  const blocks = outChannels / block;
  const [blocked] = graph.emit('ReorderInput', [dy], { channels_last: int(0) }, { domain: blockedDomain });
  const shape = list(graph, [groups * outChannels, count, ...space]);
  if (blocks === 1) return graph.node('Reshape', [blocked, shape]);
  const parts = graph.node('Reshape', [blocked, list(graph, [groups, count, blocks, product(space) * block])]);
  return graph.node('Reshape', [graph.node('Transpose', [parts], { perm: ints([0, 2, 1, 3]) }), shape]);
}

/** An image of the channels of each block: (blocks, batch, height, width * block). */
function fromBlocks(
  { kernel, stride, ...attrs }: Conv,
  x: LoweredValue,
  dy: string,
  context: BackwardContext,
  count: number,
): string {
  const { graph, output } = context;
  const block = graph.block as number;
  const [batch, channels, height, width] = x.shape;
  const blocks = channels / block;
  const [, outChannels, ...space] = output.shape;
  const [[top, left], [bottom, right]] = overhang({ kernel, stride, ...attrs }, [height, width], space);
  const [blocked] = graph.emit('ReorderInput', [x.name], { channels_last: int(0) }, { domain: blockedDomain });
  const rows = blocks === 1 ? [1, batch, height, width * block] : [batch, blocks, height, width * block];
  const parts = graph.node('Reshape', [blocked, list(graph, rows)]);
  const images = blocks === 1 ? parts : graph.node('Transpose', [parts], { perm: ints([1, 0, 2, 3]) });
  // Convolutions are fast above and below an image, and slow beside it.
  const wide = padded(graph, images, [Math.min(0, top), left * block], [Math.min(0, bottom), right * block]);
  const groups = batch / count;
  const window = {
    dilations: ints([stride[0], stride[1] * block]),
    group: int(groups),
    kernel_shape: ints(space),
    pads: ints([Math.max(0, top), 0, Math.max(0, bottom), 0]),
    strides: ints([1, 1]),
  };
  const weight = dyAsWeight(graph, dy, output.shape, block, count);
  const [taps] = graph.emit('Conv', [wide, weight], window, { domain: blockedDomain });
  const each = graph.node('Reshape', [taps, list(graph, [blocks, groups, outChannels / block, product(kernel), block, block])]);
  const total = graph.node('Transpose', [sum(graph, each, [1], false)], { perm: ints([1, 4, 0, 3, 2]) });
  return graph.node('Reshape', [total, list(graph, [outChannels, channels, ...kernel])]);
}

/** An image of every channel: (channels, batch, height, width). */
function fromPlain(attrs: Conv, x: LoweredValue, dy: string, { graph, output }: BackwardContext, count: number): string {
  const { kernel, stride, dilation, outChannels } = attrs;
  const block = graph.block as number;
  const [batch, channels, ...lengths] = x.shape;
  const space = output.shape.slice(2);
  const series = graph.node('Transpose', [padded(graph, x.name, ...overhang(attrs, lengths, space))], {
    perm: ints([1, 0, 2, 3]),
  });
  const groups = batch / count;
  const blocks = outChannels / block;
  const window = {
    dilations: ints(stride),
    group: int(groups),
    kernel_shape: ints(space),
    pads: ints([0, 0, 0, 0]),
    strides: ints(dilation),
  };
  const weight = dyAsWeight(graph, dy, output.shape, block, count);
  const [taps] = graph.emit('Conv', [series, weight], window, { domain: blockedDomain });
  const each = graph.node('Reshape', [taps, list(graph, [channels, groups, blocks, product(kernel), block])]);
  const total = graph.node('Transpose', [sum(graph, each, [1], false)], { perm: ints([1, 3, 0, 2]) });
  return graph.node('Reshape', [total, list(graph, [outChannels, channels, ...kernel])]);
}

/** The gradient of the batch; undefined where the runtime has no such convolution, or a slow one. */
export function blockedWeightGradient(attrs: Conv, x: LoweredValue, dy: string, context: BackwardContext): string | undefined {
  const { graph, output } = context;
  const { block } = graph;
  if (block === undefined) return undefined;
  const count = samplesAtATime(attrs, x.shape, product(output.shape.slice(2)), block);
  if (count === undefined) return undefined;
  if (x.shape[1] % block === 0 && attrs.dilation.every((step) => step === 1)) return fromBlocks(attrs, x, dy, context, count);
  return product(attrs.kernel) > 1 ? fromPlain(attrs, x, dy, context, count) : undefined;
}
