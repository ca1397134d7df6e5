import type { WindowAttrs } from '../../../arch/types.js';
import { at, fillTensor, indices, type Index, type Tensor } from '../tensor.js';
import type { ReferenceFamily } from './types.js';

/** Calls `visit` with every tap of a window that lies inside the input: its place in the kernel and in space. */
export function visitWindow(
  window: WindowAttrs,
  space: readonly number[],
  output: Index,
  visit: (tap: Index, place: Index) => void,
): void {
  for (const tap of indices(window.kernel)) {
    const place = tap.map((t, axis) => output[axis] * window.stride[axis] - window.padding[axis] + t * window.dilation[axis]);
    if (place.every((p, axis) => p >= 0 && p < space[axis])) visit(tap, place);
  }
}

export const convolution: ReferenceFamily<'conv' | 'convTranspose'> = {
  conv(attrs, [x], { shape, parameter }) {
    const weight = parameter('weight');
    const bias: Tensor | undefined = attrs.bias ? parameter('bias') : undefined;
    const inGroup = weight.shape[1];
    const outGroup = attrs.outChannels / attrs.groups;
    const plain = x.shape.length === 4;
    return fillTensor(shape, ([sample, channel, ...output]) => {
      const first = Math.floor(channel / outGroup) * inGroup;
      let sum = bias === undefined ? 0 : bias.values[channel];
      if (plain) return sum + planarTaps(x, weight, attrs, sample, channel, first, output);
      visitWindow(attrs, x.shape.slice(2), output, (tap, place) => {
        for (let c = 0; c < inGroup; c++) sum += at(weight, [channel, c, ...tap]) * at(x, [sample, first + c, ...place]);
      });
      return sum;
    });
  },
  convTranspose(attrs, [x], { shape, parameter }) {
    const weight = parameter('weight');
    const bias: Tensor | undefined = attrs.bias ? parameter('bias') : undefined;
    const [inGroup, outGroup] = [x.shape[1] / attrs.groups, weight.shape[1]];
    return fillTensor(shape, ([sample, channel, ...output]) => {
      const first = Math.floor(channel / outGroup) * inGroup;
      let sum = bias === undefined ? 0 : bias.values[channel];
      visitSpreading(attrs, x.shape.slice(2), output, (tap, place) => {
        for (let c = first; c < first + inGroup; c++)
          sum += at(weight, [c, channel % outGroup, ...tap]) * at(x, [sample, c, ...place]);
      });
      return sum;
    });
  },
};

/** Calls `visit` with every tap through which a place of the input adds to an output of a transposed convolution. */
export function visitSpreading(
  window: WindowAttrs,
  space: readonly number[],
  output: Index,
  visit: (tap: Index, place: Index) => void,
): void {
  for (const tap of indices(window.kernel)) {
    const place = tap.map((t, axis) => (output[axis] + window.padding[axis] - t * window.dilation[axis]) / window.stride[axis]);
    if (place.every((p, axis) => Number.isInteger(p) && p >= 0 && p < space[axis])) visit(tap, place);
  }
}

/** The same sum for two spatial axes without arrays of indices, so that tests of complete networks take seconds, not minutes. */
function planarTaps(
  x: Tensor,
  weight: Tensor,
  { stride, padding, dilation, kernel }: WindowAttrs,
  sample: number,
  channel: number,
  first: number,
  [row, column]: Index,
): number {
  const [, channels, height, width] = x.shape;
  const inGroup = weight.shape[1];
  const [rows, columns] = kernel;
  let sum = 0;
  for (let ky = 0; ky < rows; ky++) {
    const y = row * stride[0] - padding[0] + ky * dilation[0];
    if (y < 0 || y >= height) continue;
    for (let kx = 0; kx < columns; kx++) {
      const z = column * stride[1] - padding[1] + kx * dilation[1];
      if (z < 0 || z >= width) continue;
      for (let c = 0; c < inGroup; c++) {
        sum +=
          weight.values[((channel * inGroup + c) * rows + ky) * columns + kx] *
          x.values[((sample * channels + first + c) * height + y) * width + z];
      }
    }
  }
  return sum;
}
