import { int, ints } from './graph-builder.js';
import type { LoweringFamily } from './types.js';

/** Conv, with the IR's attributes as they are. */
export const convolution: LoweringFamily<'conv'> = {
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
};
