/**
 * Sorts points into fronts: no point beats front 0, only front 0 beats front 1, and so on (Deb et al. 2002, NSGA-II).
 * By efficient non-dominated sorting (Zhang et al. 2015): points are placed best first, each into the first front without
 * a point that beats it, found by bisection. Two objectives take O(n log n), because only a front's last point must be compared.
 * Higher is better in every objective; points equal in all share a front.
 */
import { ascendingOrder } from '../statistics/ascending-order.js';

/** Whether `a` is at least as good as `b` in all objectives and better in one. */
export function dominates(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  let isBetter = false;
  for (let k = 0; k < a.length; k++) {
    if (a[k] < b[k]) return false;
    if (a[k] > b[k]) isBetter = true;
  }
  return isBetter;
}

/** The front of every point, from 0. @param points one list of objectives each, all of one length, without NaN. */
export function dominationRanks(points: readonly ArrayLike<number>[]): Uint32Array {
  const ranks = new Uint32Array(points.length);
  if (points.length === 0) return ranks;
  const objectives = points[0].length;
  const fronts: number[][] = [];
  const isBeatenIn = (front: readonly number[], i: number): boolean => {
    const first = objectives <= 2 ? front.length - 1 : 0;
    for (let at = front.length - 1; at >= first; at--) if (dominates(points[front[at]], points[i])) return true;
    return false;
  };
  for (const i of bestFirst(points, objectives)) {
    let low = 0;
    let high = fronts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBeatenIn(fronts[middle], i)) low = middle + 1;
      else high = middle;
    }
    if (low === fronts.length) fronts.push([]);
    fronts[low].push(i);
    ranks[i] = low;
  }
  return ranks;
}

/** By the first objective, ties by the second, and so on: no point is beaten by a point after it. */
function bestFirst(points: readonly ArrayLike<number>[], objectives: number): Uint32Array {
  let order: Uint32Array | undefined;
  for (let k = objectives - 1; k >= 0; k--)
    order = ascendingOrder(
      points.map((point) => -point[k]),
      order,
    );
  return order ?? Uint32Array.from(points, (_, i) => i);
}
