/**
 * Convolutions of which WebGPU (ONNX Runtime 1.30.0) computes other numbers than every other runtime. They were found by test/card.conformance.test.ts and
 * tried out over channels from 1 to 33, groups from 1 to 4, kernels from 1 to 5 and strides of 1 and 2, on a software adapter.
 */

export interface ConvolutionSizes {
  readonly groups: number;
  /** Channels of the input. */
  readonly channels: number;
  readonly outChannels: number;
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
}

/** Without groups: channels that 3 divides and 4 does not, to outputs that 4 divides. Zeros up to a multiple of 4 mend it. */
export function needsPaddedChannels({ groups, channels, outChannels, kernel, stride }: ConvolutionSizes): boolean {
  const isProduct = [...kernel, ...stride].every((length) => length === 1);
  return groups === 1 && channels > 3 && channels % 3 === 0 && channels % 4 !== 0 && outChannels % 4 === 0 && !isProduct;
}

/** With groups: more than 4 outputs a group that 4 does not divide. */
export function isMiscomputed({ groups, outChannels }: Pick<ConvolutionSizes, 'groups' | 'outChannels'>): boolean {
  const each = outChannels / groups;
  return groups > 1 && each > 4 && each % 4 !== 0;
}

/** Transposed: groups of several channels with one output, which it computes wrongly, and space of more than two axes, which it refuses. */
export function isMiscomputedTransposed({ groups, channels, outChannels, kernel }: Omit<ConvolutionSizes, 'stride'>): boolean {
  return kernel.length > 2 || (groups > 1 && outChannels === groups && channels > groups);
}
