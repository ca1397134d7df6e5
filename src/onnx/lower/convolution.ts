import type { OpAttrs } from '../../arch/types.js';
import { int, ints } from './graph-builder.js';
import type { LoweringFamily } from './types.js';

/** Whether every channel is a group of its own with several outputs, of which WebGPU computes other numbers. */
export function multipliesChannels({ groups, outChannels }: OpAttrs['conv'], channels: number): boolean {
  return groups > 1 && groups === channels && outChannels > groups;
}

/** Conv, with the IR's attributes as they are. */
export const convolution: LoweringFamily<'conv' | 'convTranspose'> = {
  conv(given, [x], { graph, parameter }) {
    const { kernel, stride, padding, dilation, groups, bias } = given;
    const attrs = {
      dilations: ints(dilation),
      group: int(groups),
      kernel_shape: ints(kernel),
      pads: ints(padding),
      strides: ints(stride),
    };
    const names = [x.name, parameter('weight'), ...(bias ? [parameter('bias')] : [])];
    return graph.emit('Conv', names, attrs, { onProcessor: multipliesChannels(given, x.shape[1]) })[0];
  },
  convTranspose({ kernel, stride, padding, outputPadding, dilation, groups, bias }, [x], { graph, parameter }) {
    const attrs = {
      dilations: ints(dilation),
      group: int(groups),
      kernel_shape: ints(kernel),
      output_padding: ints(outputPadding),
      pads: ints(padding),
      strides: ints(stride),
    };
    const names = [x.name, parameter('weight'), ...(bias ? [parameter('bias')] : [])];
    return graph.emit('ConvTranspose', names, attrs, { onProcessor: kernel.length > 2 })[0];
  },
};
