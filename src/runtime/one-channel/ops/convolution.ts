/**
 * Convolution with all weights equal: weight times the sum over the group's channels and the window, equal for all output channels
 * of a group. Channel sums weigh each stored channel by how often it occurs in the group.
 * float32: each product weight * x is rounded; sums run in double and are rounded per step.
 */
import { derive, layoutOf, type AxisLayout } from '../tensor/axis-layout.js';
import { allocateLike, around, type Tensor } from '../tensor/tensor.js';
import { weighted } from './weighted.js';
import { slide, spreadWindows } from './windows.js';
import type { ConstantOpFamily } from './types.js';

/** For each distinct group of channels, how often it holds each stored channel. */
interface ChannelGroups {
  readonly output: AxisLayout;
  /** By entry of `output`: pairs of stored input channel and its occurrences. */
  readonly members: readonly (readonly (readonly [channel: number, count: number])[])[];
}

export function channelGroups(input: AxisLayout, groups: number, outChannels: number): ChannelGroups {
  return derive(input, groups * 2 ** 20 + outChannels, () => buildGroups(input, groups, outChannels));
}

function buildGroups(input: AxisLayout, groups: number, outChannels: number): ChannelGroups {
  const size = input.length / groups;
  const tallies = Array.from({ length: groups }, (_, group) => {
    const tally = new Map<number, number>();
    for (let c = group * size; c < (group + 1) * size; c++) tally.set(input.index[c], (tally.get(input.index[c]) ?? 0) + 1);
    return [...tally].sort(([a], [b]) => a - b);
  });
  const perGroup = outChannels / groups;
  const output = layoutOf(Array.from({ length: outChannels }, (_, c) => tallies[Math.floor(c / perGroup)].join(' ')));
  return { output, members: Array.from(output.places, (place) => tallies[Math.floor(place / perGroup)]) };
}

export const convolution: ConstantOpFamily<'conv' | 'convTranspose'> = {
  conv(attrs, [given], context) {
    const x = weighted(given, context);
    const { output, members } = channelGroups(x.axes[1], attrs.groups, attrs.outChannels);
    return slide(sumChannels(x, output, members), attrs, context.shape, 'sum');
  },
  convTranspose(attrs, [given], context) {
    const x = weighted(given, context);
    const { output, members } = channelGroups(x.axes[1], attrs.groups, attrs.outChannels);
    return spreadWindows(sumChannels(x, output, members), attrs, context.shape);
  },
};

function sumChannels(x: Tensor, output: AxisLayout, members: ChannelGroups['members']): Tensor {
  const { outer, inner } = around(x.axes, 1);
  const old = x.axes[1].stored;
  const data = allocateLike(x.data, outer * output.stored * inner);
  const row = new Float64Array(inner);
  for (let o = 0; o < outer; o++) {
    for (let entry = 0; entry < output.stored; entry++) {
      row.fill(0);
      for (const [channel, count] of members[entry]) {
        const from = (o * old + channel) * inner;
        for (let i = 0; i < inner; i++) row[i] += count * x.data[from + i];
      }
      data.set(row, (o * output.stored + entry) * inner);
    }
  }
  return { axes: x.axes.with(1, output), data, exponent: x.exponent };
}
