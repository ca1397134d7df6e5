/** SED: the paper's tables and formula were not available, only its claims; our reconstruction's specified figures are the comparison. */
import type { Paper } from '../types.js';
import { onThreeSets } from './figures.js';

const specified = ["the figures are those our reconstruction was specified with: the paper's own were not available"];

export const sedPaper: Paper = {
  id: 'sed',
  title: 'Suppression of local entropy decrease',
  paper: 'Wu, Huang, Xu & Hao 2024, arXiv 2411.06236; a reconstruction',
  outOfReach: ["the paper's own tables: only the abstract and secondary summaries are known"],
  experiments: [
    {
      kind: 'correlation',
      source: 'reconstruction',
      table: 'nas-bench-201',
      proxies: ['sed'],
      input: 'none',
      population: 'all',
      undefinedPolicy: 'last',
      standIns: specified,
      figures: [...onThreeSets('spearman', [0.897, 0.893, 0.854], 0.005), ...onThreeSets('kendall', [0.725, 0.723, 0.681], 0.005)],
    },
    {
      kind: 'selection',
      source: "the abstract's selection in one second",
      table: 'nas-bench-201',
      proxies: ['sed'],
      input: 'none',
      draws: 'all',
      runs: 1,
      distinct: true,
      standIns: specified,
      figures: onThreeSets('mean', [93.76, 71.11, 41.44], 0.01),
    },
    {
      kind: 'correlation',
      source: 'not published: NAS-Bench-101',
      table: 'nas-bench-101',
      proxies: ['sed'],
      input: 'none',
      population: 'all',
      undefinedPolicy: 'last',
      figures: [
        { target: 'c10-test', metric: 'spearman', published: null, tolerance: 0 },
        { target: 'c10-test', metric: 'kendall', published: null, tolerance: 0 },
      ],
    },
    {
      kind: 'correlation',
      source: 'not published: NAS-Bench-301',
      table: 'nas-bench-301',
      proxies: ['sed'],
      input: 'none',
      population: 'all',
      undefinedPolicy: 'last',
      figures: [{ target: 'c10-val', metric: 'spearman', published: null, tolerance: 0 }],
    },
    {
      kind: 'correlation',
      source: 'not published: DARTS cells',
      table: 'darts',
      proxies: ['sed'],
      input: 'none',
      population: 'all',
      undefinedPolicy: 'last',
      figures: [
        { target: 'nb301-surrogate', metric: 'spearman', published: null, tolerance: 0 },
        { target: 'evoxbench-surrogate', metric: 'spearman', published: null, tolerance: 0 },
      ],
    },
    {
      kind: 'correlation',
      source: 'not published: NAS-Bench-NLP',
      table: 'nas-bench-nlp',
      proxies: ['sed'],
      input: 'none',
      population: 'all',
      undefinedPolicy: 'last',
      figures: [{ target: 'minus-test-loss', metric: 'spearman', published: null, tolerance: 0 }],
    },
  ],
};
