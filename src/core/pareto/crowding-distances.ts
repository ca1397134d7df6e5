/**
 * How isolated each point of a front is (Deb et al. 2002, NSGA-II): the sum over objectives of the distance between its two
 * neighbours, each objective scaled to the front's range. The ends of every objective are infinitely isolated.
 */
import { ascendingOrder } from '../statistics/ascending-order.js';

/** @param points the objectives of the points of one front. */
export function crowdingDistances(points: readonly ArrayLike<number>[]): Float64Array {
  const distances = new Float64Array(points.length);
  if (points.length === 0) return distances;
  for (let k = 0; k < points[0].length; k++) {
    const values = Float64Array.from(points, (point) => point[k]);
    const order = ascendingOrder(values);
    const range = values[order[order.length - 1]] - values[order[0]];
    distances[order[0]] = Infinity;
    distances[order[order.length - 1]] = Infinity;
    if (!(range > 0 && range < Infinity)) continue;
    for (let place = 1; place < order.length - 1; place++)
      distances[order[place]] += (values[order[place + 1]] - values[order[place - 1]]) / range;
  }
  return distances;
}
