import type { Shape } from '../../arch/types.js';
import { isMiscomputed, isMiscomputedTransposed, needsPaddedChannels } from './card-faults.js';
import { int, ints, type GraphBuilder, type OnnxAttributes } from './graph-builder.js';
import type { LoweredValue, LoweringFamily } from './types.js';

interface Window {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];
  readonly groups: number;
}

function attributes({ kernel, stride, padding, dilation, groups }: Window, more: OnnxAttributes = {}): OnnxAttributes {
  return {
    dilations: ints(dilation),
    group: int(groups),
    kernel_shape: ints(kernel),
    ...more,
    pads: ints(padding),
    strides: ints(stride),
  };
}

/** The second axis with zeros after it. */
function withZeros(graph: GraphBuilder, { name, shape }: LoweredValue, count: number): string {
  const pads = shape.flatMap(() => [0, 0]);
  pads[shape.length + 1] = count;
  return graph.node('Pad', [name, graph.constant('int64', [pads.length], pads)]);
}

/** A Conv. @param rest the bias, if there is one. */
export function writeConv(
  graph: GraphBuilder,
  x: LoweredValue,
  weight: { readonly name: string; readonly shape: Shape },
  window: Window,
  rest: readonly string[] = [],
): string {
  const sizes = { ...window, channels: x.shape[1], outChannels: weight.shape[0] };
  if (graph.dialect === 'card' && needsPaddedChannels(sizes)) {
    const missing = 4 - (sizes.channels % 4);
    const padded = [withZeros(graph, x, missing), withZeros(graph, weight, missing), ...rest];
    return graph.node('Conv', padded, attributes(window));
  }
  return graph.emit('Conv', [x.name, weight.name, ...rest], attributes(window), { onProcessor: isMiscomputed(sizes) })[0];
}

/** A ConvTranspose. @param rest the bias, if there is one. */
export function writeConvTranspose(
  graph: GraphBuilder,
  x: LoweredValue,
  weight: string,
  window: Window & { readonly outChannels: number; readonly outputPadding: readonly number[] },
  rest: readonly string[] = [],
): string {
  const onProcessor = isMiscomputedTransposed({ ...window, channels: x.shape[1] });
  const attrs = attributes(window, { output_padding: ints(window.outputPadding) });
  return graph.emit('ConvTranspose', [x.name, weight, ...rest], attrs, { onProcessor })[0];
}

/** Conv, with the IR's attributes as they are. */
export const convolution: LoweringFamily<'conv' | 'convTranspose'> = {
  conv(given, [x], { graph, parameter }) {
    const shape = [given.outChannels, x.shape[1] / given.groups, ...given.kernel];
    const bias = given.bias ? [parameter('bias')] : [];
    return writeConv(graph, x, { name: parameter('weight'), shape }, given, bias);
  },
  convTranspose(given, [x], { graph, parameter }) {
    return writeConvTranspose(graph, x, parameter('weight'), given, given.bias ? [parameter('bias')] : []);
  },
};
