/**
 * The generator of the reference values: mulberry32 in counter form, so that element j of a stream is a pure function of
 * (seed, j). Only for reproducing published digits (init `reference`); all other code draws from `core/rng`.
 */

/** h(seed, j) in [0, 1): element j = 0, 1, 2, ... of stream `seed`. */
export function referenceUniform(seed: number, j: number): number {
  let t = (seed + Math.imul(j + 1, 0x6d2b79f5)) | 0;
  t = Math.imul(t ^ (t >>> 15), t | 1);
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}

/** Element j of the reference's stream of standard normal numbers, rounded to float32 (Box-Muller, cosine branch only). */
export function referenceNormal(j: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - referenceUniform(2_000_003, j)));
  return Math.fround(radius * Math.cos(2 * Math.PI * referenceUniform(2_000_029, j)));
}
