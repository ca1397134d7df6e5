import { createRng } from '../src/core/rng.js';
import type { Images } from '../src/runtime/images.js';

/** Normal numbers that depend on the seed alone. */
export function randomImages(shape: readonly number[], count: number, seed: number): Images {
  const rng = createRng(seed, 'test images');
  return { shape, count, values: Float32Array.from({ length: count * shape.reduce((a, b) => a * b, 1) }, () => rng.normal()) };
}

/** Images equal to their mirror images along the last two axes. */
export function symmetricImages(shape: readonly number[], count: number, seed: number): Images {
  const { values } = randomImages(shape, count, seed);
  const [height, width] = shape.slice(-2);
  return {
    shape,
    count,
    values: values.map((_, i) => {
      const column = i % width;
      const row = Math.floor(i / width) % height;
      const plane = i - row * width - column;
      return values[plane + Math.min(row, height - 1 - row) * width + Math.min(column, width - 1 - column)];
    }),
  };
}
