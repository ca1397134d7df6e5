import { ranks } from '../../core/statistics/index.js';
import { createRankScale } from './rank-scale.js';
import type { Combination } from './types.js';
import { weightedSums } from './weighted-sums.js';

/** Decimals kept: sums that are equal on paper stay equal, for any rounding of the weights. */
const decimals = 1e6;

/** sum of weight x mid-rank, 1 = worst. Undefined scores share the mid-rank of the last places. */
export const rankSum: Combination = {
  id: 'rank-sum',
  title: 'Weighted sum of ranks',
  paper: 'TE-NAS (Chen et al. 2021, arXiv 2102.11535), weights ours',
  note: '`vote` gives the same order if every pair of candidates counts the proxies for each side, not only which side has more',
  combine(columns) {
    return weightedSums(columns, ranks).map((sum) => Math.round(sum * decimals) / decimals);
  },
  // Divided by m, so that values stay in one range while candidates come.
  createScale: (weights) =>
    createRankScale(
      weights.length,
      (own, m) => Math.round(weights.reduce((sum, weight, i) => sum + weight * (own[i] ?? NaN), 0) * decimals) / decimals / m,
    ),
};
