import { normalize, rangesOf } from './scalarize.js';

/**
 * The point of a front where giving up a little of one objective no longer buys much of another: farthest from the line (plane)
 * through the ends once every objective is scaled to the front's range, that is, with the largest sum of scaled objectives.
 * Points with infinite objectives are passed over. @param points the objectives of a front, higher is better.
 * @returns its index, the first of equals, or undefined where there is none.
 */
export function kneePoint(points: readonly ArrayLike<number>[]): number | undefined {
  const finite = points.flatMap((point, i) => (Array.from(point).every(Number.isFinite) ? [i] : []));
  const ranges = rangesOf(finite.map((i) => points[i]));
  let knee: number | undefined;
  let most = -Infinity;
  for (const i of finite) {
    const sum = normalize(points[i], ranges).reduce((a, b) => a + b, 0);
    if (sum > most) {
      most = sum;
      knee = i;
    }
  }
  return knee;
}
