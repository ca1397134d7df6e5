/** SED: the paper's tables and formula were not available, only its claims; our reconstruction's specified figures are the comparison. */
import type { CorrelationExperiment, CorrelationMetric, Paper } from '../types.js';
import { onThreeSets } from './figures.js';

const specified = ["the figures are those our reconstruction was specified with: the paper's own were not available"];

/** A table on which no paper prints SED: ours stands alone. */
function unpublished(
  title: string,
  table: string,
  targets: readonly string[],
  metrics: readonly CorrelationMetric[] = ['spearman'],
): CorrelationExperiment {
  return {
    kind: 'correlation',
    source: `not published: ${title}`,
    table,
    proxies: ['sed:preset=nas-bench-201'],
    input: 'none',
    population: 'all',
    undefinedPolicy: 'last',
    figures: targets.flatMap((target) => metrics.map((metric) => ({ target, metric, published: null, tolerance: 0 }))),
  };
}

export const sedPaper: Paper = {
  id: 'sed',
  basis: 'specified',
  title: 'Suppression of local entropy decrease',
  paper: 'Wu, Huang, Xu & Hao 2024, arXiv 2411.06236; a reconstruction',
  outOfReach: ["the paper's own tables: only the abstract and secondary summaries are known"],
  experiments: [
    {
      kind: 'correlation',
      source: 'reconstruction',
      table: 'nas-bench-201',
      proxies: ['sed:preset=nas-bench-201'],
      input: 'none',
      population: 'all',
      undefinedPolicy: 'last',
      standIns: specified,
      figures: [
        ...onThreeSets('spearman', [0.897, 0.893, 0.854], 0.005),
        ...onThreeSets('kendall', [0.725, 0.723, 0.681], 0.005),
      ],
    },
    {
      kind: 'selection',
      source: "the abstract's selection in one second",
      table: 'nas-bench-201',
      proxies: ['sed:preset=nas-bench-201'],
      input: 'none',
      draws: 'all',
      runs: 1,
      distinct: true,
      standIns: specified,
      figures: onThreeSets('mean', [93.76, 71.11, 41.44], 0.01),
    },
    unpublished('NAS-Bench-101', 'nas-bench-101', ['c10-test'], ['spearman', 'kendall']),
    unpublished('NAS-Bench-301', 'nas-bench-301', ['c10-val']),
    unpublished('DARTS cells', 'darts', ['nb301-surrogate', 'evoxbench-surrogate']),
    unpublished('NAS-Bench-NLP', 'nas-bench-nlp', ['minus-test-loss']),
  ],
};
