import { must } from '../must.js';
import { requireNumbers } from '../require-shape.js';
import { ascendingOrder } from './ascending-order.js';

/** Mid-ranks 1..n, 1 for the smallest: equal values share the mean of the places they take. O(n). @throws RangeError on NaN. */
export function ranks(values: ArrayLike<number>): Float64Array {
  requireNumbers('values', values);
  const n = values.length;
  const order = ascendingOrder(values);
  const indexAt = (place: number): number => must(order[place], 'one at each place');
  const out = new Float64Array(n);
  for (let from = 0; from < n;) {
    const value = values[indexAt(from)];
    let to = from + 1;
    while (to < n && values[indexAt(to)] === value) to++;
    const rank = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) out[indexAt(i)] = rank;
    from = to;
  }
  return out;
}
