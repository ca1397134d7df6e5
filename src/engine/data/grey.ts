import type { Images } from '../types.js';

/** Shares of red, green and blue in grey (ITU-R BT.601, as in PIL's `convert('L')`). */
const parts = [0.299, 0.587, 0.114];

/** Images of one channel made from images of three, normalised in the same way. */
export function greyImages({ shape, count, values }: Images): Images {
  const plane = shape[1] * shape[2];
  const grey = new Float32Array(count * plane);
  for (let image = 0; image < count; image++)
    for (let i = 0; i < plane; i++) {
      const at = image * 3 * plane + i;
      grey[image * plane + i] = parts[0] * values[at] + parts[1] * values[at + plane] + parts[2] * values[at + 2 * plane];
    }
  return { shape: [1, shape[1], shape[2]], count, values: grey };
}
