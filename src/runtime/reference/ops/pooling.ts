import { product, resolveAxis } from '../../../arch/ops/shapes.js';
import type { OpAttrs, Shape, WindowAttrs } from '../../../arch/types.js';
import { at, fillTensor, indices, withAxes, type Index, type Tensor } from '../tensor.js';
import { visitWindow } from './convolution.js';
import type { ReferenceFamily } from './types.js';

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

/** The places under the window of each place of an output, in row-major order, in a map: the elements of one sample and channel. */
function windowsOf(attrs: WindowAttrs, [, , ...space]: Shape, [, , ...outputs]: Shape): number[][] {
  return [...indices(outputs)].map((output) => {
    const places: number[] = [];
    visitWindow(attrs, space, output, (_, place) => places.push(place.reduce((offset, p, axis) => offset * space[axis] + p, 0)));
    return places;
  });
}

/** A tensor whose maps have an element for each of `windows`. */
function fillMaps(
  x: Tensor,
  shape: Shape,
  windows: readonly (readonly number[])[],
  element: (map: Float64Array, window: readonly number[], output: number) => number,
): Tensor {
  const size = product(x.shape.slice(2));
  const values = new Float64Array(product(shape));
  for (let i = 0; i < values.length; i++) {
    const start = Math.floor(i / windows.length) * size;
    values[i] = element(x.values.subarray(start, start + size), windows[i % windows.length], i % windows.length);
  }
  return { shape, values };
}

export const pooling: ReferenceFamily<'maxPool' | 'avgPool' | 'globalAvgPool' | 'globalMaxPool' | 'mean'> = {
  maxPool: (attrs, [x], { shape }) =>
    fillMaps(x, shape, windowsOf(attrs, x.shape, shape), (map, window) => {
      let largest = -Infinity;
      for (const place of window) largest = Math.max(largest, map[place]);
      return largest;
    }),
  avgPool: (attrs, [x], { shape }) => {
    const space = x.shape.slice(2);
    const counts = [...indices(shape.slice(2))].map((output) => averageCount(attrs, space, output));
    return fillMaps(x, shape, windowsOf(attrs, x.shape, shape), (map, window, output) => {
      let sum = 0;
      for (const place of window) sum += map[place];
      return sum / counts[output];
    });
  },
  globalAvgPool: (_, [x], { shape }) => fillMaps(x, shape, [[]], (map) => map.reduce((a, b) => a + b, 0) / map.length),
  globalMaxPool: (_, [x], { shape }) => fillMaps(x, shape, [[]], (map) => map.reduce((a, b) => Math.max(a, b), -Infinity)),
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
