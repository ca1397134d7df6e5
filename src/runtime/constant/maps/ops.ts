/** The operators that work on maps. The others, and these on other shapes, work on tensors. */
import { resolveAxis } from '../../../arch/ops/shapes.js';
import type { OpAttrs, OpName, Shape } from '../../../arch/types.js';
import { channelGroups } from '../ops/convolution.js';
import { layoutOf, refineLayouts } from '../tensor/axis-layout.js';
import type { HeldMaps, MapArithmetic, MapContext } from './arithmetic.js';
import type { MapSum, MapTensor } from './types.js';

export interface MapOp<A> {
  /** Whether the operator works on maps with these attributes and shapes (all of which have four axes). */
  fits?(attrs: A, inputs: readonly Shape[]): boolean;
  run(attrs: A, inputs: readonly HeldMaps[], arithmetic: MapArithmetic, context: MapContext, shape: Shape): MapTensor;
}

export type MapOps = { readonly [O in OpName]?: MapOp<OpAttrs[O]> };

/** The same for every distinct channel of one input. */
function eachChannel({ tensor, channels }: HeldMaps, shape: Shape, f: (channel: HeldMaps['channels'][number]) => MapSum): MapTensor {
  return { shape, channels: tensor.channels, sums: channels.map(f) };
}

export const mapOps: MapOps = {
  relu: { run: (_, [x], arithmetic, context, shape) => eachChannel(x, shape, (channel) => arithmetic.rectify(channel, context)) },

  batchNorm: {
    run: ({ eps, affine }, [x], arithmetic, context, shape) =>
      eachChannel(x, shape, (channel) => arithmetic.normalize(channel, eps, affine ? context.weight : 1, context)),
  },

  avgPool: {
    run: (attrs, [x], arithmetic, context, shape) => eachChannel(x, shape, (channel) => arithmetic.average(channel, { attrs, shape }, attrs.countPadding, context)),
  },

  conv: {
    run(attrs, [x], arithmetic, context, shape) {
      const { output, members } = channelGroups(x.tensor.channels, attrs.groups, attrs.outChannels);
      const sums = members.map((group) => arithmetic.convolve(group.map(([entry, count]) => ({ channel: x.channels[entry], count })), { attrs, shape }, context));
      return { shape, channels: output, sums };
    },
  },

  add: {
    fits: (_, inputs) => inputs.every((shape) => shape.every((length, axis) => length === inputs[0][axis])),
    run(_, inputs, arithmetic, context, shape) {
      const channels = refineLayouts(inputs.map(({ tensor }) => tensor.channels));
      const sums = Array.from(channels.places, (place) => arithmetic.add(inputs.map((x) => x.channels[x.tensor.channels.index[place]]), context));
      return { shape, channels, sums };
    },
  },

  concat: {
    fits: ({ axis }) => resolveAxis(axis, 4) === 1,
    run(_, inputs, __, ___, shape) {
      const labels: number[] = [];
      const sums: MapSum[] = [];
      for (const { tensor } of inputs) {
        for (const entry of tensor.channels.index) labels.push(entry + sums.length);
        sums.push(...tensor.sums);
      }
      return { shape, channels: layoutOf(labels), sums };
    },
  },
};
