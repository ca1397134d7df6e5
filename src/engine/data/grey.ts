import type { Images } from '../types.js';

/** Shares of red, green and blue in grey (ITU-R BT.601, as in PIL's `convert('L')`). */
const parts = { red: 0.299, green: 0.587, blue: 0.114 };

/** Images of one channel made from images of three, normalised in the same way. */
export function greyImages({ shape, count, values }: Images): Images {
  const [, height = 0, width = 0] = shape;
  const plane = height * width;
  const valueAt = (at: number): number => values[at] ?? NaN;
  const grey = new Float32Array(count * plane);
  for (let image = 0; image < count; image++)
    for (let i = 0; i < plane; i++) {
      const at = image * 3 * plane + i;
      grey[image * plane + i] =
        parts.red * valueAt(at) + parts.green * valueAt(at + plane) + parts.blue * valueAt(at + 2 * plane);
    }
  return { shape: [1, height, width], count, values: grey };
}
