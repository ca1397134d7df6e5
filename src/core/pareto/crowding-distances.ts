/**
 * How isolated each point of a front is (Deb et al. 2002, NSGA-II): the sum over objectives of the distance between its two
 * neighbours, each objective scaled to the front's range. The ends of every objective are infinitely isolated.
 */
import { must } from '../must.js';
import { ascendingOrder } from '../statistics/ascending-order.js';

/** @param points the objectives of the points of one front. */
export function crowdingDistances(points: readonly ArrayLike<number>[]): Float64Array {
  const distances = new Float64Array(points.length);
  const objectives = points[0]?.length ?? 0;
  for (let k = 0; k < objectives; k++) {
    const values = Float64Array.from(points, (point) => point[k] ?? NaN);
    const order = ascendingOrder(values);
    const indexAt = (place: number): number => must(order[place], 'a point at each place');
    const valueAt = (place: number): number => must(values[indexAt(place)], 'a value of each point');
    const last = order.length - 1;
    const range = valueAt(last) - valueAt(0);
    distances[indexAt(0)] = Infinity;
    distances[indexAt(last)] = Infinity;
    if (!(range > 0 && range < Infinity)) continue;
    for (let place = 1; place < last; place++) {
      const index = indexAt(place);
      distances[index] = must(distances[index], 'its distance') + (valueAt(place + 1) - valueAt(place - 1)) / range;
    }
  }
  return distances;
}
