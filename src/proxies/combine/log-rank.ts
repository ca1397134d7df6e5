import { ranks } from '../../core/statistics/index.js';
import { createRankScale } from './rank-scale.js';
import type { Combination } from './types.js';
import { weightedSums } from './weighted-sums.js';

/** Decimals kept, so that sums that are equal on paper stay equal in any order of addition. */
const decimals = 1e12;

/**
 * sum of weight x ln(mid-rank / m) over m candidates, 1 = worst: a bad rank in one proxy costs more than a good rank in another gains.
 * Undefined scores share the mid-rank of the last places.
 */
export const logRank: Combination = {
  id: 'log-rank',
  title: 'Weighted sum of log-ranks',
  paper: 'AZ-NAS (Lee & Ham 2024, arXiv 2403.19232); weights ours, 1 in the paper',
  combine(columns) {
    const sums = weightedSums(columns, (values) => ranks(values).map((rank) => Math.log(rank / values.length)));
    return sums.map((sum) => Math.round(sum * decimals) / decimals);
  },
  createScale: (weights) =>
    createRankScale(
      weights.length,
      (own, m) =>
        Math.round(weights.reduce((sum, weight, i) => sum + weight * Math.log((own[i] ?? NaN) / m), 0) * decimals) / decimals,
    ),
};
