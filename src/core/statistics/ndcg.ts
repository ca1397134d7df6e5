/**
 * Normalised discounted cumulative gain of the k best scored, as VKDNW measures proxies (Týbl & Neumann, CVPR 2025, arXiv 2502.04975):
 * gain 2^accuracy - 1 with accuracy in percent, discount 1 / log2(place + 1), k = 1,000; equal scores share the mean of their gains
 * (scikit-learn's rule), so the value does not depend on the order of the input.
 * One percent of accuracy doubles the gain: only the very top counts.
 */
import { must } from '../must.js';
import { requireNumbers } from '../require-shape.js';
import { ascendingOrder } from './ascending-order.js';

/** VKDNW's number of architectures that count. */
const ndcgSize = 1000;

/**
 * From 0 to 1 for accuracies in percent that are not negative; null when no accuracy is positive.
 * Gains are taken relative to the best, 2^(a - max) - 2^-max, so that nothing overflows. @throws RangeError on NaN.
 */
export function ndcg(scores: ArrayLike<number>, accuracies: ArrayLike<number>, k: number = ndcgSize): number | null {
  requireNumbers('scores', scores);
  requireNumbers('accuracies', accuracies);
  const n = scores.length;
  if (accuracies.length !== n) throw new RangeError(`ndcg: expected two lists of one length, got ${n} and ${accuracies.length}`);
  const byAccuracy = ascendingOrder(accuracies).toReversed();
  const accuracyOf = (i: number): number => must(accuracies[i], 'an accuracy of each');
  const [first] = byAccuracy;
  const best = first === undefined ? 0 : accuracyOf(first);
  if (best <= 0) return null;
  const zero = 2 ** -best;
  const gain = (i: number): number => 2 ** (accuracyOf(i) - best) - zero;
  const discount = (place: number): number => (place < k ? 1 / Math.log2(place + 2) : 0);

  const byScore = ascendingOrder(scores).toReversed();
  const indexAt = (place: number): number => must(byScore[place], 'one at each place');
  const limit = Math.min(k, n);
  let ideal = 0;
  for (let place = 0; place < limit; place++) ideal += gain(must(byAccuracy[place], 'one at each place')) * discount(place);
  let actual = 0;
  for (let from = 0; from < limit;) {
    const score = scores[indexAt(from)];
    let gains = 0;
    let discounts = 0;
    let to = from;
    for (; to < n && scores[indexAt(to)] === score; to++) {
      gains += gain(indexAt(to));
      discounts += discount(to);
    }
    actual += (gains / (to - from)) * discounts;
    from = to;
  }
  return actual / ideal;
}
