import { ranks } from '../../core/statistics/index.js';
import { createRankScale } from './rank-scale.js';
import type { Combination } from './types.js';

/** Decimals kept: sums that are equal on paper stay equal, for any rounding of the weights. */
const decimals = 1e6;

/** sum of weight x mid-rank, 1 = worst. Undefined scores share the mid-rank of the last places. */
export const rankSum: Combination = {
  id: 'rank-sum',
  title: 'Weighted sum of ranks',
  paper: 'TE-NAS (Chen et al. 2021, arXiv 2102.11535), weights ours',
  note: '`vote` gives the same order if every pair of candidates counts the proxies for each side, not only which side has more',
  combine(columns) {
    const sums = new Float64Array(columns[0].values.length);
    for (const { values, weight } of columns) {
      const rank = ranks(values);
      for (let i = 0; i < sums.length; i++) sums[i] += weight * rank[i];
    }
    return sums.map((sum) => Math.round(sum * decimals) / decimals);
  },
  // Divided by m, so that values stay in one range while candidates come.
  createScale: (weights) =>
    createRankScale(
      weights.length,
      (own, m) => Math.round(own.reduce((sum, rank, i) => sum + weights[i] * rank, 0) * decimals) / decimals / m,
    ),
};
