import { scored, type Score } from '../types.js';
import { relativeGradient } from './gradients.js';
import { lastRankOf, rankOf, spatialRankOf } from './map-ranks.js';
import type { Limit } from './propagate.js';

/** Which terms are added: `ranks` is the judgement before gradients were a part of it. */
export const judgementPresets = ['gradients', 'ranks'] as const;
export type JudgementPreset = (typeof judgementPresets)[number];

const weights = { last: 0.15, macs: 0.1, spatial: 0.4, gradient: -0.125 } as const;

/** A sum of logarithms, term by term: see `field-proxies`. Used once for a limit. */
export function judgeGraph(limit: Limit, preset: JudgementPreset): Score {
  const [rank, last] = [rankOf(limit), lastRankOf(limit)];
  if (!rank.ok) return rank;
  const ranks = {
    rank: Math.log(rank.value),
    last: last.ok ? weights.last * Math.log(last.value) : 0,
    macs: weights.macs * Math.log(1 + limit.sums.macs),
  };
  const sum = ranks.rank + ranks.last + ranks.macs;
  if (preset === 'ranks') return scored(sum, ranks);
  const gradient = relativeGradient(limit);
  const parts = {
    ...ranks,
    spatial: weights.spatial * Math.log(1 + spatialRankOf(limit)),
    gradient: gradient > 0 ? weights.gradient * Math.log(gradient) : 0,
  };
  return scored(sum + parts.spatial + parts.gradient, parts);
}
