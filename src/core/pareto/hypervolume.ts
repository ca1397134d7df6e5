/**
 * The volume that a set of points dominates above a reference point, exactly, by slicing along the last objective (HSO,
 * While et al. 2006): O(n log n) for two objectives, O(n^2 log n) for three. It has no meaning without its reference point: print both.
 */
import { ascendingOrder } from '../statistics/ascending-order.js';

/** Higher is better in every objective; points that do not exceed the reference in all objectives add nothing. */
export function hypervolume(points: readonly ArrayLike<number>[], reference: ArrayLike<number>): number {
  const objectives = reference.length;
  return volume(
    points.filter((point) => isAbove(point, reference)),
    reference,
    objectives,
  );
}

function isAbove(point: ArrayLike<number>, reference: ArrayLike<number>): boolean {
  for (let k = 0; k < reference.length; k++) if (!(point[k] > reference[k])) return false;
  return true;
}

/** Over the first `objectives` of them. */
function volume(points: readonly ArrayLike<number>[], reference: ArrayLike<number>, objectives: number): number {
  if (points.length === 0) return 0;
  const last = objectives - 1;
  if (objectives === 1) return points.reduce((most, point) => Math.max(most, point[0] - reference[0]), 0);
  const order = ascendingOrder(points.map((point) => -point[last]));
  let sum = 0;
  if (objectives === 2) {
    // From the best in the second objective on, each point adds the strip by which it exceeds all before it in the first.
    let reach = reference[0];
    for (const i of order) {
      if (points[i][0] <= reach) continue;
      sum += (points[i][0] - reach) * (points[i][1] - reference[1]);
      reach = points[i][0];
    }
    return sum;
  }
  const above: ArrayLike<number>[] = [];
  for (let place = 0; place < order.length; place++) {
    const point = points[order[place]];
    above.push(point);
    const next = place + 1 < order.length ? points[order[place + 1]][last] : reference[last];
    if (point[last] > next) sum += (point[last] - next) * volume(above, reference, last);
  }
  return sum;
}
