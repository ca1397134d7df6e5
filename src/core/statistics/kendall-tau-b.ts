/**
 * Kendall's tau-b in O(n log n): Knight, "A computer method for calculating Kendall's tau with ungrouped data", JASA 61 (1966).
 * Sort by x, ties by y; the exchanges that a merge sort of the y then makes are the discordant pairs.
 * All counts are integers below 2^53 for n up to 134 million, so tie corrections are exact.
 */
import { requireFields, requireNumbers } from '../require-shape.js';
import { ascendingOrder } from './ascending-order.js';

/** Numbers of unordered pairs. */
export interface PairCounts {
  /** n (n - 1) / 2. */
  readonly pairs: number;
  /** Tied in x, whether or not in y. */
  readonly tiedX: number;
  /** Tied in y, whether or not in x. */
  readonly tiedY: number;
  readonly tiedBoth: number;
  readonly concordant: number;
  readonly discordant: number;
}

/** Counts concordant, discordant and tied pairs. @throws RangeError on NaN or lists of two lengths. */
export function countPairs(x: ArrayLike<number>, y: ArrayLike<number>): PairCounts {
  requireNumbers('x', x);
  requireNumbers('y', y);
  const n = x.length;
  if (y.length !== n) throw new RangeError(`countPairs: expected two lists of one length, got ${n} and ${y.length}`);
  const byY = ascendingOrder(y);
  const yRank = new Uint32Array(n);
  for (let i = 1; i < n; i++) yRank[byY[i]] = yRank[byY[i - 1]] + (y[byY[i]] === y[byY[i - 1]] ? 0 : 1);
  const order = ascendingOrder(x, byY);
  const sequence = new Uint32Array(n);
  for (let i = 0; i < n; i++) sequence[i] = yRank[order[i]];

  const tiedX = tiedPairs(n, (i) => x[order[i]] === x[order[i - 1]]);
  const tiedBoth = tiedPairs(n, (i) => x[order[i]] === x[order[i - 1]] && sequence[i] === sequence[i - 1]);
  const tiedY = tiedPairs(n, (i) => yRank[byY[i]] === yRank[byY[i - 1]]);
  const pairs = (n * n - n) / 2;
  const discordant = countInversions(sequence);
  return { pairs, tiedX, tiedY, tiedBoth, discordant, concordant: pairs - tiedX - tiedY + tiedBoth - discordant };
}

/** tau-b = (C - D) / sqrt((P - Tx)(P - Ty)); null when there are fewer than two pairs or one list is constant. */
export function kendallTauB(x: ArrayLike<number>, y: ArrayLike<number>): number | null {
  return tauB(countPairs(x, y));
}

/** tau-b of counts already made. */
export function tauB(counts: PairCounts): number | null {
  requireFields('counts', 'counts of pairs, as countPairs makes them', counts, 'pairs', 'concordant', 'discordant');
  const { pairs, tiedX, tiedY, concordant, discordant } = counts;
  if (pairs === tiedX || pairs === tiedY) return null;
  return Math.max(-1, Math.min(1, (concordant - discordant) / (Math.sqrt(pairs - tiedX) * Math.sqrt(pairs - tiedY))));
}

/** Sum of t (t - 1) / 2 over runs of equal neighbours. */
function tiedPairs(n: number, equalsPrevious: (i: number) => boolean): number {
  let total = 0;
  for (let i = 1, run = 0; i < n; i++) {
    run = equalsPrevious(i) ? run + 1 : 0;
    total += run;
  }
  return total;
}

/** Pairs i < j with a strictly larger number first. Sorts `values`. Bottom-up merges over runs that insertion has sorted. */
function countInversions(values: Uint32Array): number {
  const n = values.length;
  const runLength = 16;
  let inversions = 0;
  for (let from = 0; from < n; from += runLength) {
    const to = Math.min(from + runLength, n);
    for (let i = from + 1; i < to; i++) {
      const value = values[i];
      let j = i;
      for (; j > from && values[j - 1] > value; j--) values[j] = values[j - 1];
      values[j] = value;
      inversions += i - j;
    }
  }
  let source: Uint32Array = values;
  let target: Uint32Array = new Uint32Array(n);
  for (let width = runLength; width < n; width *= 2) {
    for (let from = 0; from < n; from += 2 * width) {
      const middle = Math.min(from + width, n);
      const to = Math.min(from + 2 * width, n);
      let left = from;
      let right = middle;
      for (let out = from; out < to; out++) {
        if (left < middle && (right >= to || source[left] <= source[right])) {
          target[out] = source[left++];
        } else {
          target[out] = source[right++];
          inversions += middle - left;
        }
      }
    }
    [source, target] = [target, source];
  }
  return inversions;
}
