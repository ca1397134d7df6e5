import { product } from '../../arch/ops/shapes.js';
import type { Images } from '../../engine/types.js';
import type { LabelledImages } from '../types.js';

/** Images that are in memory. */
export function imageSet(
  title: string,
  { shape, count, values }: Images,
  labels: ArrayLike<number>,
  black: readonly number[],
): LabelledImages {
  const size = product(shape);
  return {
    title,
    shape,
    count,
    labels,
    classes: labels.length === 0 ? 0 : Array.from(labels).reduce((a, b) => Math.max(a, b)) + 1,
    image: (i) => values.subarray(i * size, (i + 1) * size),
    black,
  };
}
