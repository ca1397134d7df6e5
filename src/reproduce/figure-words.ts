/** The words for a figure: its measure, its value, whether it was reproduced. */
import { isCompared } from './within.js';
import type { FigureBasis, FigureResult, Metric, Paper } from './types.js';

/** What a measure is called. */
export const metricNames: { readonly [metric in Metric]: string } = {
  spearman: 'Spearman',
  kendall: 'tau-b',
  spearmanTop10: 'Spearman, top 10 %',
  kendallTop10: 'tau-b, top 10 %',
  overlapTop10: 'overlap of top tenths, %',
  topOfTop: 'of best 64 in top 5 %',
  n: 'with a score',
  best: 'accuracy of the best',
  mean: 'accuracy, mean',
  deviation: 'accuracy, deviation',
  median: 'accuracy, median',
  rank: 'rank among the drawn',
};

/** The name of the numbers of each basis: only a paper's numbers are published. */
export const basisWords: {
  readonly [basis in FigureBasis]: { readonly head: string; readonly number: string; readonly numbers: string };
} = {
  published: { head: 'paper', number: 'published number', numbers: 'published numbers' },
  specified: {
    head: 'specified',
    number: 'number from the specification of our reconstruction',
    numbers: 'numbers from the specification of our reconstruction',
  },
  asked: { head: 'goal', number: 'goal of this project', numbers: 'goals of this project' },
};

const digits: Partial<{ readonly [metric in Metric]: number }> = {
  spearman: 3,
  kendall: 3,
  spearmanTop10: 3,
  kendallTop10: 3,
  topOfTop: 0,
  n: 0,
};

/** A value as its measure is printed; a dash where there is none. */
export function figureText(value: number | null, metric: Metric): string {
  return value === null ? '–' : value.toFixed(digits[metric] ?? 2);
}

/** `within 0.005`, `NOT within 0.005`, `within 0.02 + 0.05 of the sample`, why a sample cannot tell, or why there is nothing to say. */
export function figureVerdict(figure: FigureResult): string {
  const { isWithin, isOpen, reason, tolerance, sampleError, metric, beside } = figure;
  if (reason !== undefined) return '–';
  const part = (value: number): string => value.toFixed(digits[metric] === 0 ? 0 : value < 0.01 ? 3 : 2);
  const within =
    sampleError === undefined ? part(tolerance) : `${part(tolerance - sampleError)} + ${part(sampleError)} of the sample`;
  if (isOpen === true) return `open: the sample is too small, ${part(tolerance)} either way`;
  if (isWithin === null) return beside === undefined ? 'nothing to compare' : '';
  return isWithin ? `within ${within}` : `NOT within ${within}`;
}

/** How many numbers of a paper were reproduced; undefined for a paper without published numbers. */
export function paperSummary(
  { id, basis = 'published', experiments }: Paper,
  results: readonly FigureResult[],
): string | undefined {
  if (experiments.every(({ figures }) => figures.every(({ published }) => published === null))) return undefined;
  const compared = results.filter(isCompared);
  const within = compared.filter(({ isWithin }) => isWithin === true);
  const open = compared.filter(({ isOpen }) => isOpen).length;
  const absent = results.filter(({ measured }) => measured === null).length;
  return `${id}: ${within.length} of ${compared.length} ${basisWords[basis].numbers} within their tolerance${sampleWords(within)}${open > 0 ? `; ${open} ${open === 1 ? 'is' : 'are'} left open, because so small a sample says nothing (score more)` : ''}${absent > 0 ? `; ${absent} figures not computed` : ''}`;
}

function sampleWords(within: readonly FigureResult[]): string {
  const widest = Math.max(0, ...within.map(({ sampleError = 0 }) => sampleError));
  return widest === 0 ? '' : ` and the error of a sample, up to ${widest.toFixed(2)}`;
}
