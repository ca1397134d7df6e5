import { product } from '../../arch/ops/shapes.js';
import { createRng } from '../../core/rng.js';
import type { Images } from '../types.js';

/** Standard normal numbers. Image i is a separate stream, keyed by (seed, i): fewer images are a prefix of more. */
export function noiseImages(count: number, shape: readonly number[], seed: number): Images {
  const size = product(shape);
  const values = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    const rng = createRng(seed, `noise image ${i}`);
    for (let j = i * size, end = j + size; j < end; j++) values[j] = rng.normal();
  }
  return { shape, count, values };
}
