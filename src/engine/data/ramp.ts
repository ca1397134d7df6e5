import { product } from '../../arch/ops/shapes.js';
import type { Images } from '../types.js';

/**
 * Image i of `count` is the constant i/count (rounded to float32) everywhere. It depends on `count`: fewer images are not a prefix of more.
 * @param allocate so many zeros, where the images may lie; called when their values are first read, because epsilon reads the levels alone.
 */
export function rampImages(
  count: number,
  shape: readonly number[],
  allocate: (length: number) => Float32Array = (length) => new Float32Array(length),
): Images {
  const size = product(shape);
  const levels = Float32Array.from({ length: count }, (_, i) => i / count);
  let values: Float32Array | undefined;
  return {
    shape,
    count,
    levels,
    get values() {
      if (values === undefined) {
        values = allocate(count * size);
        for (const [i, level] of levels.entries()) values.fill(level, i * size, (i + 1) * size);
      }
      return values;
    },
  };
}
