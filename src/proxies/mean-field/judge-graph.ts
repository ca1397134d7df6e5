import { scored, type Score } from '../types.js';
import { relativeGradient } from './gradients.js';
import { carries, type Live } from './live-nodes.js';
import { lastRankOf, rankOf, spatialRankOf } from './map-ranks.js';

/** Multiply-accumulates of a node that carries a signal. */
function macsOf({ node, definition, inputs, shape, field }: Live): number {
  if (definition.macs === undefined || !carries(field)) return 0;
  return definition.macs(
    node.attrs,
    inputs.map((input) => input.shape),
    shape,
  );
}

/** Which terms are added: `ranks` is the judgement before gradients were a part of it. */
export const judgementPresets = ['gradients', 'ranks'] as const;
export type JudgementPreset = (typeof judgementPresets)[number];

const weights = { last: 0.15, macs: 0.1, spatial: 0.4, gradient: -0.125 } as const;

/** A sum of logarithms, term by term: see `field-proxies`. @param live used once. */
export function judgeGraph(live: readonly Live[], preset: JudgementPreset): Score {
  const [rank, last] = [rankOf(live), lastRankOf(live)];
  if (!rank.ok) return rank;
  const ranks = {
    rank: Math.log(rank.value),
    last: last.ok ? weights.last * Math.log(last.value) : 0,
    macs: weights.macs * Math.log(1 + live.reduce((sum, one) => sum + macsOf(one), 0)),
  };
  const sum = ranks.rank + ranks.last + ranks.macs;
  if (preset === 'ranks') return scored(sum, ranks);
  const gradient = relativeGradient(live);
  const parts = {
    ...ranks,
    spatial: weights.spatial * Math.log(1 + spatialRankOf(live)),
    gradient: gradient > 0 ? weights.gradient * Math.log(gradient) : 0,
  };
  return scored(sum + parts.spatial + parts.gradient, parts);
}
