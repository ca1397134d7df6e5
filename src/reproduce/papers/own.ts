/** No paper: searches on NAS-Bench-201 that measure this project, with its goals in place of published numbers. */
import type { GuidedSearchExperiment, Paper } from '../types.js';
import { onThreeSets } from './figures.js';

const combined = {
  table: 'nas-bench-201',
  proxies: ['sed:preset=nas-bench-201', 'epsilon'],
  combine: 'rank-sum:sed=1:epsilon=0.2',
  input: 'ramp',
  batch: 64,
  standIns: ['the weight 0.2 was chosen on this very table'],
} as const;

/** The search follows the validation accuracy of the data set whose test accuracy it is judged by. */
function evolution(
  set: string,
  score: Pick<GuidedSearchExperiment, 'proxies' | 'combine' | 'batch'>,
  name: string,
): GuidedSearchExperiment {
  return {
    kind: 'guided-search',
    source: `ageing evolution warmed up by ${name}, ${set}`,
    table: 'nas-bench-201',
    input: 'ramp',
    ...score,
    searcher: 'evolution:population=64:tournament=10:batch=1:warmup=3000',
    budget: 300,
    runs: 100,
    guide: `${set}-val`,
    reads: 'chosen',
    figures: [
      { target: `${set}-test`, metric: 'mean', published: null, tolerance: 0 },
      { target: `${set}-test`, metric: 'deviation', published: null, tolerance: 0 },
    ],
  };
}

const sets = ['c10', 'c100', 'in16'] as const;

export const ownPaper: Paper = {
  id: 'own',
  basis: 'asked',
  title: 'Goals of this project: searches on NAS-Bench-201',
  paper: 'no paper',
  experiments: [
    {
      kind: 'selection',
      source: 'SED with epsilon, exhaustive',
      ...combined,
      draws: 'all',
      runs: 1,
      distinct: true,
      figures: onThreeSets('mean', [94.3, 73.2, 46.3], 0.5),
    },
    {
      kind: 'selection',
      source: 'SED with epsilon, 1,000 random',
      ...combined,
      draws: 1000,
      runs: 100,
      distinct: true,
      figures: [...onThreeSets('mean', [null, null, null], 0), ...onThreeSets('deviation', [null, null, null], 0)],
    },
    ...sets.map((set) => evolution(set, { proxies: ['epsilon:arithmetic=float32'], batch: 64 }, 'epsilon')),
    ...sets.map((set) =>
      evolution(set, { proxies: combined.proxies, combine: combined.combine, batch: combined.batch }, 'SED with epsilon'),
    ),
  ],
};
