/**
 * Functions of the distance between two pixels, as numbers on a fixed grid: 0, then powers of the root of 2, in pixels of the map at hand.
 * Values between two places are interpolated; beyond the last place its value holds. A map that is read with stride 2 moves by two places.
 */

/** Places of the grid: 0, 1, 1.41, 2 .. 256. */
export const lagCount = 18;

export const lags: readonly number[] = Array.from({ length: lagCount }, (_, i) => (i === 0 ? 0 : 2 ** ((i - 1) / 2)));

/** Functions of distance one after the other, each a number for each place of the grid; `at` is where one begins. */
export type Profiles = Float64Array;

/** Adds weight at a distance to the two places around it. */
function addAt(weights: Float64Array, distance: number, weight: number): void {
  const place = distance < 1 ? distance : Math.min(lagCount - 1, 1 + 2 * Math.log2(distance));
  const low = Math.min(lagCount - 2, Math.floor(place));
  weights[low] += weight * (low + 1 - place);
  weights[low + 1] += weight * (place - low);
}

/** A window as a grid of so many places, each standing for `step` pixels in both directions. */
interface Places {
  readonly height: number;
  readonly width: number;
  readonly step: number;
}

/** All pixels of a window or, of one beyond `most`, as many of them as that: foreign models may name maps of any size. */
function placesOf(height: number, width: number, most: number): Places {
  let step = 1;
  while (Math.ceil(height / step) * Math.ceil(width / step) > most) step *= 2;
  return { height: Math.ceil(height / step), width: Math.ceil(width / step), step };
}

/** Places of a map of 2,048 x 2,048 pixels, and of a pooling window of 512 x 512. */
const mostOfMap = 2 ** 22;
const mostOfPool = 2 ** 18;

/** By height, then width and dilation. */
const windows = new Map<number, Map<number, Float64Array>>();

/** For the mean over all pairs of a window's places of a function of their distance: weights of the grid, with sum 1. */
export function pairWeights(height: number, width: number, dilation = 1): Float64Array {
  const key = dilation * 2 ** 26 + width;
  const known = windows.get(height)?.get(key);
  if (known !== undefined) return known;
  const weights = new Float64Array(lagCount);
  const { height: high, width: wide, step } = placesOf(height, width, mostOfMap);
  const pairs = (high * wide) ** 2;
  for (let y = 1 - high; y < high; y++)
    for (let x = 1 - wide; x < wide; x++)
      addAt(weights, dilation * step * Math.hypot(x, y), ((high - Math.abs(y)) * (wide - Math.abs(x))) / pairs);
  const ofHeight = windows.get(height) ?? new Map<number, Float64Array>();
  windows.set(height, ofHeight.set(key, weights));
  return weights;
}

export function meanOver(weights: Float64Array, values: Profiles, at: number): number {
  let sum = 0;
  for (let i = 0; i < lagCount; i++) sum += weights[i] * values[at + i];
  return sum;
}

export function meanSquareOver(weights: Float64Array, values: Profiles, at: number, shift = 0): number {
  let sum = 0;
  for (let i = 0; i < lagCount; i++) sum += weights[i] * (values[at + i] - shift) ** 2;
  return sum;
}

/** Weights of the places from one on; those of all others are 0. */
interface Band {
  readonly from: number;
  readonly weights: Float64Array;
}

/** By height, then width. */
const pools = new Map<number, Map<number, readonly Band[]>>();

/** What averaging over windows makes of a function of distance: weights of the grid for each place, over two directions. */
function poolMatrix(height: number, width: number): readonly Band[] {
  const known = pools.get(height)?.get(width);
  if (known !== undefined) return known;
  const { height: high, width: wide, step } = placesOf(height, width, mostOfPool);
  const pairs = (high * wide) ** 2;
  const matrix = lags.map((lag): Band => {
    const weights = new Float64Array(lagCount);
    for (const [dx, dy] of [
      [lag, 0],
      [lag * Math.SQRT1_2, lag * Math.SQRT1_2],
    ]) {
      for (let y = 1 - high; y < high; y++)
        for (let x = 1 - wide; x < wide; x++)
          addAt(weights, Math.hypot(dx + step * x, dy + step * y), ((high - Math.abs(y)) * (wide - Math.abs(x))) / pairs / 2);
    }
    const from = weights.findIndex((weight) => weight !== 0);
    return { from, weights: weights.slice(from, weights.findLastIndex((weight) => weight !== 0) + 1) };
  });
  const ofHeight = pools.get(height) ?? new Map<number, readonly Band[]>();
  pools.set(height, ofHeight.set(width, matrix));
  return matrix;
}

/** Writes what averaging over windows makes of a function. */
export function average(values: Profiles, from: number, to: number, height: number, width: number): void {
  const matrix = poolMatrix(height, width);
  for (let i = 0; i < lagCount; i++) {
    const { from: first, weights } = matrix[i];
    let sum = 0;
    for (let k = 0; k < weights.length; k++) sum += weights[k] * values[from + first + k];
    values[to + i] = sum;
  }
}

/** Writes the same function read in steps of several pixels. */
export function stride(values: Profiles, from: number, to: number, pixels: number): void {
  values[to] = values[from];
  const step = 2 * Math.log2(pixels);
  for (let i = 1; i < lagCount; i++) {
    const place = Math.min(lagCount - 1, i + step);
    const low = Math.min(lagCount - 2, Math.floor(place));
    values[to + i] = values[from + low] + (place - low) * (values[from + low + 1] - values[from + low]);
  }
}
