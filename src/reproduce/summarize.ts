import type { FigureResult, GuidedSearchExperiment, Paper, PublishedFigure, SearchMetric, SelectionExperiment } from './types.js';
import { within } from './within.js';

const readings: { readonly [metric in SearchMetric]: (found: readonly number[]) => number } = {
  mean,
  rank: mean,
  deviation: (found) =>
    Math.sqrt(found.reduce((sum, value) => sum + (value - mean(found)) ** 2, 0) / Math.max(1, found.length - 1)),
  median: (found) => {
    const sorted = [...found].sort((a, b) => a - b);
    const half = sorted.length >> 1;
    const upper = sorted[half] ?? NaN;
    return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? NaN) + upper) / 2;
  },
};

function mean(found: readonly number[]): number {
  return found.reduce((sum, value) => sum + value, 0) / found.length;
}

interface SearchSummary extends Pick<FigureResult, 'score' | 'protocol' | 'n' | 'standIns' | 'seconds'> {
  /** One number a run. */
  readonly found: readonly number[];
  /** How often the architectures of a sample fill the draws of a run; left out where all were there. */
  readonly fillings?: number;
}

/** What the runs of a search found, as one line beside the published number. */
export function summarize(
  paper: Paper,
  experiment: SelectionExperiment | GuidedSearchExperiment,
  figure: PublishedFigure,
  { found, fillings, ...summary }: SearchSummary,
): FigureResult {
  // Runs that draw from a small sample find the same again: so many of them are independent.
  const sampleError = fillings === undefined ? 0 : (2 * readings.deviation(found)) / Math.sqrt(Math.max(1, fillings));
  const tolerance = figure.tolerance + sampleError;
  const value = readings[figure.metric as SearchMetric](found);
  const measured = Number.isFinite(value) ? value : null;
  return {
    paper: paper.id,
    source: experiment.source,
    table: experiment.table,
    ...figure,
    ...summary,
    tolerance,
    ...(fillings === undefined ? {} : { sampleError }),
    measured,
    ...(measured === null ? { reason: 'a chosen architecture has no accuracy in the table' } : {}),
    ...(figure.published === null || measured === null
      ? { isWithin: null }
      : within(measured, figure.published, { tolerance, sampleError, metric: figure.metric })),
    seeds: found.length,
  };
}
