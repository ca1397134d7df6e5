/** Rank correlations as `assay bench` computes them, picked by the metrics a paper prints. */
import { benchRows } from '../benchmarks/bench-rows.js';
import type { BenchRow } from '../benchmarks/types.js';
import { standIns, type Scored } from './scored.js';
import { within } from './within.js';
import type { CorrelationExperiment, CorrelationMetric, FigureResult, Paper, PublishedFigure } from './types.js';

const readings: { readonly [metric in CorrelationMetric]: (row: BenchRow) => number | null } = {
  spearman: ({ spearman }) => spearman,
  kendall: ({ kendall }) => kendall,
  spearmanTop10: ({ spearmanTop10 }) => spearmanTop10,
  kendallTop10: ({ kendallTop10 }) => kendallTop10,
  overlapTop10: ({ overlapTop10 }) => overlapTop10,
  topOfTop: ({ topOfTop }) => topOfTop,
  n: ({ n }) => n,
  best: ({ best }) => best?.accuracy ?? null,
};

export function runCorrelation(paper: Paper, experiment: CorrelationExperiment, scored: Scored): FigureResult[] {
  const { table, column, seconds } = scored;
  const rows = benchRows({
    architectures: table.architectures,
    columns: [column],
    targets: [...new Set(experiment.figures.map(({ target }) => target))].map((name) => ({
      name,
      label: name,
      values: table.target(name),
    })),
    undefinedPolicy: experiment.undefinedPolicy,
  });
  return experiment.figures.map((figure): FigureResult => {
    const row = rows.find(({ target }) => target === figure.target) as BenchRow;
    const read = readings[figure.metric as CorrelationMetric];
    const measured = read(row);
    const sampleError = table.isSampled ? sampleErrorOf(figure, row.n) : 0;
    const tolerance = sampleError === undefined ? undefined : figure.tolerance + sampleError;
    const isComparable = figure.published !== null && measured !== null && tolerance !== undefined;
    return {
      paper: paper.id,
      source: experiment.source,
      score: column.key,
      protocol: `${experiment.rows === undefined ? experiment.population : `first ${experiment.rows}`}, undefined ${experiment.undefinedPolicy === 'omit' ? 'omitted' : 'last'}`,
      table: experiment.table,
      ...figure,
      measured,
      ...(measured === null ? { reason: 'too few scores, or all equal' } : {}),
      tolerance: tolerance ?? figure.tolerance,
      ...(table.isSampled && sampleError !== undefined ? { sampleError } : {}),
      ...(isComparable
        ? within(measured, figure.published, {
            tolerance,
            metric: figure.metric,
            ...(sampleError === undefined ? {} : { sampleError }),
          })
        : { isWithin: null }),
      n: row.n,
      seeds: 1,
      standIns: standIns(experiment, scored),
      seconds,
    };
  });
}

/** Twice the standard error that a correlation has over `n` samples; undefined for figures that a sample cannot give. */
function sampleErrorOf({ metric, published }: PublishedFigure, n: number): number | undefined {
  if (metric !== 'spearman' && metric !== 'kendall') return undefined;
  return (2 * (1 - (published ?? 0) ** 2)) / Math.sqrt(n);
}
