import { product } from '../../arch/ops/shapes.js';
import { fillNormals } from '../../core/rng.js';
import type { Images } from '../types.js';

/** Standard normal numbers. Image i is a separate stream, keyed by (seed, i): fewer images are a prefix of more. */
export function noiseImages(count: number, shape: readonly number[], seed: number): Images {
  const size = product(shape);
  const values = new Float32Array(count * size);
  for (let i = 0; i < count; i++) fillNormals(values.subarray(i * size, (i + 1) * size), seed, `noise image ${i}`);
  return { shape, count, values };
}
