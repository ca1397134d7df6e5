import { int, ints } from './graph-builder.js';
import type { LoweringFamily } from './types.js';

/** Conv, with the IR's attributes as they are. */
export const convolution: LoweringFamily<'conv' | 'convTranspose'> = {
  conv({ kernel, stride, padding, dilation, groups, bias }, [x], { graph, parameter }) {
    const attrs = {
      dilations: ints(dilation),
      group: int(groups),
      kernel_shape: ints(kernel),
      pads: ints(padding),
      strides: ints(stride),
    };
    return graph.node('Conv', [x.name, parameter('weight'), ...(bias ? [parameter('bias')] : [])], attrs);
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
    return graph.node('ConvTranspose', [x.name, parameter('weight'), ...(bias ? [parameter('bias')] : [])], attrs);
  },
};
