import { must } from '../must.js';
import { ascendingOrder } from '../statistics/ascending-order.js';
import { paretoFront, type Goal } from './pareto-front.js';

/** An objective over all points. */
export interface FrontObjective {
  /** NaN: not known; such a point is on no front. */
  readonly values: ArrayLike<number>;
  readonly goal: Goal;
}

/**
 * Indices of the points that no other point beats in any number of objectives, from the best in the first objective on; equal points are on the front together.
 * One objective gives its best points. Two take O(n log n), more O(n log n) and n times the size of the front.
 * @throws RangeError without objectives, or where their lengths differ.
 */
export function frontOf(objectives: readonly FrontObjective[]): number[] {
  const [first, second] = objectives;
  if (first === undefined) throw new RangeError('frontOf: expected at least one objective, got none');
  const n = first.values.length;
  const odd = objectives.find(({ values }) => values.length !== n);
  if (odd !== undefined) throw new RangeError(`frontOf: expected lists of one length, got ${n} and ${odd.values.length}`);
  const known: number[] = [];
  for (let i = 0; i < n; i++) if (objectives.every(({ values }) => !Number.isNaN(values[i]))) known.push(i);
  // Lower is better from here on.
  const costs = objectives.map(({ values, goal }) =>
    Float64Array.from(known, (i) => (goal === 'max' ? -1 : 1) * must(values[i], 'a value of each point')),
  );
  const indexAt = (place: number): number => must(known[place], 'a point at each place');
  if (objectives.length === 1 || second === undefined) {
    const best = costs[0]?.reduce((least, cost) => Math.min(least, cost), Infinity);
    return known.filter((_, place) => costs[0]?.[place] === best);
  }
  const [a, b, ...others] = costs as [Float64Array, Float64Array, ...Float64Array[]];
  if (others.length === 0) return paretoFront(a, b, ['min', 'min']).map(indexAt);
  const order = costs.reduceRight<Uint32Array | undefined>((before, cost) => ascendingOrder(cost, before), undefined);
  const front: number[] = [];
  // In this order a point is beaten only by one before it.
  for (const place of order ?? []) if (!front.some((other) => beats(costs, other, place))) front.push(place);
  return front.map(indexAt);
}

function beats(costs: readonly Float64Array[], one: number, other: number): boolean {
  let isBetter = false;
  for (const cost of costs) {
    const mine = must(cost[one], 'a cost of each point');
    const theirs = must(cost[other], 'a cost of each point');
    if (mine > theirs) return false;
    if (mine < theirs) isBetter = true;
  }
  return isBetter;
}
