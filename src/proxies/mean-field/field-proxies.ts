/**
 * Scores of a network's limit (see `propagate`): nothing is run, nothing is drawn, and the score of a network does not depend on the others.
 *
 *   field        ln(field-rank) + 0.15 ln(field-last) + 0.1 ln(MACs) + 0.4 ln(1 + spatial) - 0.125 ln(gradient): Assay's judgement of a graph.
 *                `spatial` is the sum of the effective numbers of channels that windows larger than a pixel read, `gradient` how large gradients
 *                become (see `relativeGradient`). The weights were chosen on tables of five spaces, each judged with what the other four
 *                chose; halves and one and a half of them rank nearly as well (docs/judgement.md). The preset `ranks` has the first three terms
 *   field-rank   sum of the effective numbers of channels behind every activation: what NEAR measures with a forward pass
 *   field-last   effective number of channels of the last map that still has pixels
 *   field-meco   sum over leaf maps of C (1 - sqrt(8 a))^2, a the mean square correlation of two channels: the smallest eigenvalue that MeCo
 *                expects among 8 random channels (Marchenko & Pastur)
 */
import { defineProxy, undefinedScore, type Score } from '../types.js';
import { judgeGraph, judgementPresets } from './judge-graph.js';
import { lastRankOf, mecoOf, rankOf } from './map-ranks.js';
import { limitOf, type Limit } from './propagate.js';
import type { Evidence } from '../../evidence/types.js';

const common = {
  paper: 'own; the limit after Lee et al. 2018, arXiv 1711.00165 and Yang 2019, arXiv 1910.12478',
  note: 'runs nothing; borders, attention weights and products are left out of the limit',
  direction: 'higher',
  seeded: false,
  sharedByCanonical: true,
  requests: () => [{ kind: 'architecture' }] as const,
} as const;

/** A score of the network's limit. */
function scoreLimit(evidence: Evidence, score: (limit: Limit) => Score): Score {
  const architecture = evidence.get({ kind: 'architecture' });
  return architecture.ok ? score(limitOf(architecture.value)) : undefinedScore(architecture.reason);
}

export const field = defineProxy({
  ...common,
  id: 'field',
  title: "Assay's judgement of a graph: the limit of random weights and of their gradients",
  options: {
    preset: {
      kind: 'choice',
      default: 'gradients',
      choices: judgementPresets,
      help: 'ranks: without the terms of gradients and of windows',
    },
  },
  score: (evidence, { preset }) => scoreLimit(evidence, (limit) => judgeGraph(limit, preset)),
});
export const fieldRank = defineProxy({
  ...common,
  id: 'field-rank',
  title: 'Effective channels behind activations, in the limit (NEAR without a pass)',
  options: {},
  score: (evidence) => scoreLimit(evidence, rankOf),
});
export const fieldLast = defineProxy({
  ...common,
  id: 'field-last',
  title: 'Effective channels of the last map, in the limit',
  options: {},
  score: (evidence) => scoreLimit(evidence, lastRankOf),
});
export const fieldMeco = defineProxy({
  ...common,
  id: 'field-meco',
  title: 'Smallest eigenvalues of feature correlations, in the limit (MeCo without a pass)',
  // Leaves that compute nothing count: cells of one canonical form differ in those.
  sharedByCanonical: false,
  options: {},
  score: (evidence) => scoreLimit(evidence, mecoOf),
});
