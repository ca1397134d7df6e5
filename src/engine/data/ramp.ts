import { product } from '../../arch/ops/shapes.js';
import type { Images } from '../types.js';

/**
 * Image i of `count` is the constant i/count (rounded to float32) everywhere. It depends on `count`: fewer images are not a prefix of more.
 * @param values zeros for the images.
 */
export function rampImages(
  count: number,
  shape: readonly number[],
  values: Float32Array = new Float32Array(count * product(shape)),
): Images {
  const size = product(shape);
  for (let i = 0; i < count; i++) values.fill(i / count, i * size, (i + 1) * size);
  return { shape, count, values, isUniform: true };
}
