import { resolveAxis } from '../../../arch/ops/shapes.js';
import type { OpAttrs } from '../../../arch/types.js';
import { at, fillTensor, indices, withAxes, type Index, type Tensor } from '../tensor.js';
import { visitWindow } from './convolution.js';
import type { ReferenceFamily } from './types.js';

/** All elements of one sample and channel. */
function mapOf(x: Tensor, [sample, channel]: Index): number[] {
  return [...indices(x.shape.slice(2))].map((place) => at(x, [sample, channel, ...place]));
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

/** What an average pool divides by at a place of its output: padding may count, the part of a window beyond the padding (with `ceil`) does not count. */
export function averageCount(attrs: OpAttrs['avgPool'], space: readonly number[], output: Index): number {
  const rank = space.length;
  let count = 0;
  if (attrs.countPadding) {
    const padded = space.map((length, axis) => length + attrs.padding[axis] + attrs.padding[axis + rank]);
    visitWindow({ ...attrs, padding: attrs.padding.map(() => 0) }, padded, output, () => count++);
  } else visitWindow(attrs, space, output, () => count++);
  return count;
}

export const pooling: ReferenceFamily<'maxPool' | 'avgPool' | 'globalAvgPool' | 'globalMaxPool' | 'mean'> = {
  maxPool: (attrs, [x], { shape }) =>
    fillTensor(shape, ([sample, channel, ...output]) => {
      let largest = -Infinity;
      visitWindow(
        attrs,
        x.shape.slice(2),
        output,
        (_, place) => (largest = Math.max(largest, at(x, [sample, channel, ...place]))),
      );
      return largest;
    }),
  avgPool: (attrs, [x], { shape }) => {
    const space = x.shape.slice(2);
    return fillTensor(shape, ([sample, channel, ...output]) => {
      let sum = 0;
      visitWindow(attrs, space, output, (_, place) => (sum += at(x, [sample, channel, ...place])));
      return sum / averageCount(attrs, space, output);
    });
  },
  globalAvgPool: (_, [x], { shape }) => fillTensor(shape, (index) => mean(mapOf(x, index))),
  globalMaxPool: (_, [x], { shape }) => fillTensor(shape, (index) => Math.max(...mapOf(x, index))),
  mean({ axes: given, keepDims }, [x], { shape }) {
    const axes = given.map((axis) => resolveAxis(axis, x.shape.length));
    const kept = x.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
    return fillTensor(shape, (index) => {
      const base = keepDims
        ? [...index]
        : withAxes(
            x.shape,
            kept.map((axis, place) => [axis, index[place]] as const),
          );
      return mean(
        [...indices(axes.map((axis) => x.shape[axis]))].map((places) =>
          at(
            x,
            withAxes(
              base,
              axes.map((axis, i) => [axis, places[i]] as const),
            ),
          ),
        ),
      );
    });
  },
};
