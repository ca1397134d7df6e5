import { product } from '../../../arch/ops/shapes.js';
import type { OpAttrs, Shape, WindowAttrs } from '../../../arch/types.js';
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
    if (x.shape.length === 4) return planar(attrs, x, weight, bias, shape);
    return fillTensor(shape, ([sample, channel, ...output]) => {
      const first = Math.floor(channel / outGroup) * inGroup;
      let sum = bias === undefined ? 0 : bias.values[channel];
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

/** The same sums for two spatial axes, a weight at a time over all places of a map, so that tests of complete networks take seconds, not minutes. */
function planar(attrs: OpAttrs['conv'], x: Tensor, weight: Tensor, bias: Tensor | undefined, shape: Shape): Tensor {
  const [samples, channels, height, width] = x.shape;
  const [, maps, rows, columns] = shape;
  const [, inGroup, tall, wide] = weight.shape;
  const size = height * width;
  const values = new Float64Array(product(shape));
  for (let map = 0; map < samples * maps; map++) {
    const channel = map % maps;
    const first = Math.floor(map / maps) * channels + Math.floor((channel * attrs.groups) / maps) * inGroup;
    const sums = values.subarray(map * rows * columns, (map + 1) * rows * columns);
    for (let tap = 0; tap < tall * wide; tap++) {
      const top = Math.floor(tap / wide) * attrs.dilation[0] - attrs.padding[0];
      const left = (tap % wide) * attrs.dilation[1] - attrs.padding[1];
      for (let c = 0; c < inGroup; c++) {
        const factor = weight.values[(channel * inGroup + c) * tall * wide + tap];
        const source = x.values.subarray((first + c) * size, (first + c + 1) * size);
        addShifted(sums, columns, source, width, factor, top, left, attrs.stride);
      }
    }
    if (bias !== undefined) for (let i = 0; i < sums.length; i++) sums[i] += bias.values[channel];
  }
  return { shape, values };
}

/** Adds `factor` times a map whose place (`top`, `left`) lies at its own first place; what lies outside the map is zero. */
function addShifted(
  sums: Float64Array,
  columns: number,
  source: Float64Array,
  width: number,
  factor: number,
  top: number,
  left: number,
  [down, right]: readonly number[],
): void {
  const height = source.length / width;
  for (let row = 0, y = top; row < sums.length; row += columns, y += down) {
    if (y < 0 || y >= height) continue;
    for (let column = 0, z = left; column < columns; column++, z += right)
      if (z >= 0 && z < width) sums[row + column] += factor * source[y * width + z];
  }
}
