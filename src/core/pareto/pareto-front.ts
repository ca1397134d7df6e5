/** The Pareto front of two objectives in O(n log n): one sort by both, one sweep. */
import { must } from '../must.js';
import { requireNumbers } from '../require-shape.js';
import { ascendingOrder } from '../statistics/ascending-order.js';

/** Whether more or less is better. */
export type Goal = 'max' | 'min';

/**
 * Indices of the points that no other point beats: none is at least as good in both objectives and better in one.
 * Points equal in both are on the front together. Ordered from the best to the worst in the first objective, equal points by index.
 * @throws RangeError on NaN or lists of two lengths.
 */
export function paretoFront(first: ArrayLike<number>, second: ArrayLike<number>, goals: readonly [Goal, Goal]): number[] {
  requireNumbers('first', first);
  requireNumbers('second', second);
  const n = first.length;
  if (second.length !== n) throw new RangeError(`paretoFront: expected two lists of one length, got ${n} and ${second.length}`);
  const cost = (values: ArrayLike<number>, goal: Goal): Float64Array =>
    Float64Array.from(values, (value) => (goal === 'max' ? -value : value));
  const a = cost(first, goals[0]);
  const b = cost(second, goals[1]);
  const order = ascendingOrder(a, ascendingOrder(b));
  const front: number[] = [];
  let [lastA, lastB] = [NaN, Infinity];
  for (const i of order) {
    const costA = must(a[i], 'a cost of each point');
    const costB = must(b[i], 'a cost of each point');
    if (front.length > 0 && !(costB < lastB || (costB === lastB && costA === lastA))) continue;
    front.push(i);
    [lastA, lastB] = [costA, costB];
  }
  return front;
}
