/**
 * The six metrics of the epsilon paper (Gracheva, arXiv 2302.04406; definitions as in its released `compute_stats`):
 * Spearman and Kendall over all pairs and over the tenth that is most accurate, the overlap of the two top tenths,
 * and how many of the 64 best scored are in the top twentieth of accuracy. "Top" means strictly above numpy's percentile, so a
 * score with many ties at the top has a small or empty top tenth; the 64 best scored include all that tie with the 64th.
 */
import { requireNumbers } from '../require-shape.js';
import { kendallTauB } from './kendall-tau-b.js';
import { percentile } from './percentile.js';
import { spearman } from './spearman.js';

/** Null if a metric does not exist: too few pairs, or only ties. */
export interface RankingMetrics {
  readonly spearman: number | null;
  readonly kendall: number | null;
  readonly spearmanTop10: number | null;
  readonly kendallTop10: number | null;
  /** Percent of the architectures above the 90th percentile of score that are above the 90th percentile of accuracy. */
  readonly overlapTop10: number | null;
  /** Of the 64 best scored, how many are above the 95th percentile of accuracy; null for 64 pairs or fewer. */
  readonly topOfTop: number | null;
}

const topOfTopSize = 64;

/** All six, for scores where higher is better. @throws RangeError on NaN or lists of two lengths. */
export function rankingMetrics(scores: ArrayLike<number>, accuracies: ArrayLike<number>): RankingMetrics {
  requireNumbers('scores', scores);
  requireNumbers('accuracies', accuracies);
  const n = scores.length;
  const global = { spearman: spearman(scores, accuracies), kendall: kendallTauB(scores, accuracies) };
  if (n === 0) return { ...global, spearmanTop10: null, kendallTop10: null, overlapTop10: null, topOfTop: null };

  const accurate = percentile(accuracies, 90);
  const wellScored = percentile(scores, 90);
  const topScores: number[] = [];
  const topAccuracies: number[] = [];
  let scoredTop = 0;
  let bothTop = 0;
  for (let i = 0; i < n; i++) {
    const score = scores[i] ?? NaN;
    const accuracy = accuracies[i] ?? NaN;
    if (score > wellScored) scoredTop++;
    if (accuracy <= accurate) continue;
    topScores.push(score);
    topAccuracies.push(accuracy);
    if (score > wellScored) bothTop++;
  }
  return {
    ...global,
    spearmanTop10: spearman(topScores, topAccuracies),
    kendallTop10: kendallTauB(topScores, topAccuracies),
    overlapTop10: scoredTop === 0 ? null : (100 * bothTop) / scoredTop,
    topOfTop: n > topOfTopSize ? countTopOfTop(scores, accuracies) : null,
  };
}

function countTopOfTop(scores: ArrayLike<number>, accuracies: ArrayLike<number>): number {
  const list = Float64Array.from(scores);
  const threshold = list.toSorted()[scores.length - topOfTopSize] ?? NaN;
  const accurate = percentile(accuracies, 95);
  return list.reduce((count, score, i) => count + (score >= threshold && (accuracies[i] ?? NaN) > accurate ? 1 : 0), 0);
}
