/** Several objectives as one number. Objectives have different units, so they are scaled to a range first. Higher is better throughout. */

/** The worst and the best value of an objective. */
export interface Range {
  readonly worst: number;
  readonly best: number;
}

/** The ranges of the objectives over a set of points; empty for no points. */
export function rangesOf(points: readonly ArrayLike<number>[]): Range[] {
  if (points.length === 0) return [];
  return Array.from({ length: points[0].length }, (_, k) => {
    let worst = Infinity;
    let best = -Infinity;
    for (const point of points) {
      if (point[k] < worst) worst = point[k];
      if (point[k] > best) best = point[k];
    }
    return { worst, best };
  });
}

/** Every objective as 0 (worst) to 1 (best); 1 if the range is a point. */
export function normalize(point: ArrayLike<number>, ranges: readonly Range[]): number[] {
  return ranges.map(({ worst, best }, k) => (best > worst ? (point[k] - worst) / (best - worst) : 1));
}

/** Finds only the convex parts of a front. */
export function weightedSum(point: ArrayLike<number>, weights: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < weights.length; k++) sum += weights[k] * point[k];
  return sum;
}

/** A little of the weighted sum, so that of two points with one weakest objective the better is better. */
const augmentation = 0.05;

/**
 * Minus the largest weighted distance from the ideal, augmented by the weighted sum (Steuer & Choo 1983): with the right weights,
 * every point of a front is the best. @param point normalised: 1 is ideal.
 */
export function chebyshev(point: ArrayLike<number>, weights: ArrayLike<number>): number {
  let largest = 0;
  for (let k = 0; k < weights.length; k++) largest = Math.max(largest, weights[k] * (1 - point[k]));
  return augmentation * weightedSum(point, weights) - largest;
}
