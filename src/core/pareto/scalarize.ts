/** Several objectives as one number. Objectives have different units, so they are scaled to a range first. Higher is better throughout. */

/** The worst and the best value of an objective. */
export interface Range {
  readonly worst: number;
  readonly best: number;
}

/** The ranges of the objectives over a set of points; empty for no points. */
export function rangesOf(points: readonly ArrayLike<number>[]): Range[] {
  return Array.from({ length: points[0]?.length ?? 0 }, (_, k) => {
    let worst = Infinity;
    let best = -Infinity;
    for (const point of points) {
      const value = point[k] ?? NaN;
      if (value < worst) worst = value;
      if (value > best) best = value;
    }
    return { worst, best };
  });
}

/** Every objective as 0 (worst) to 1 (best); 1 if the range is a point. */
export function normalize(point: ArrayLike<number>, ranges: readonly Range[]): number[] {
  return ranges.map(({ worst, best }, k) => (best > worst ? ((point[k] ?? NaN) - worst) / (best - worst) : 1));
}

/** Finds only the convex parts of a front. */
export function weightedSum(point: ArrayLike<number>, weights: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < weights.length; k++) sum += (weights[k] ?? NaN) * (point[k] ?? NaN);
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
  for (let k = 0; k < weights.length; k++) largest = Math.max(largest, (weights[k] ?? NaN) * (1 - (point[k] ?? NaN)));
  return augmentation * weightedSum(point, weights) - largest;
}
