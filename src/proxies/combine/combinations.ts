import { logRank } from './log-rank.js';
import { rankSum } from './rank-sum.js';
import type { Combination } from './types.js';
import { vote } from './vote.js';
import { zMean } from './z-mean.js';

/** Every way to combine. A new one adds its line here. */
export const combinations: readonly Combination[] = [rankSum, logRank, zMean, vote];
