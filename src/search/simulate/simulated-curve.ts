/** Best-so-far accuracy against simulated time, over many runs of one search. */
import { percentile } from '../../core/statistics/index.js';
import type { Training } from './simulate.js';

/** Of the runs that had finished a training by then. */
export interface CurvePoint {
  readonly hours: number;
  readonly runs: number;
  readonly mean: number;
  /** Of the runs, with n - 1; 0 for one run. */
  readonly deviation: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** The incumbent of one run after each training: the reported accuracy of the best by the accuracy that the searcher sees. */
export function incumbents(trainings: readonly Training[]): { readonly hours: number; readonly reported: number }[] {
  let seconds = 0;
  let best: Training | undefined;
  return trainings.map((training) => {
    seconds += training.seconds;
    if (best === undefined || training.accuracy > best.accuracy) best = training;
    return { hours: seconds / 3600, reported: best.reported };
  });
}

/** @param points how many moments, evenly spaced up to the end of the longest run. `low` and `high` are quartiles. */
export function averageCurve(runs: readonly (readonly Training[])[], points = 100): CurvePoint[] {
  const curves = runs.map(incumbents);
  const end = Math.max(0, ...curves.map((curve) => curve.at(-1)?.hours ?? 0));
  return Array.from({ length: points }, (_, i) => ((i + 1) / points) * end).flatMap((hours, i): CurvePoint[] => {
    // Sums of seconds are rounded, so the last moment is set to the end of the longest run.
    const isEnd = i === points - 1;
    const values = curves.flatMap((curve) => {
      const last = isEnd ? curve.at(-1) : curve.findLast((point) => point.hours <= hours);
      return last === undefined ? [] : [last.reported];
    });
    if (values.length === 0) return [];
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return [
      {
        hours,
        runs: values.length,
        mean,
        deviation: values.length === 1 ? 0 : Math.sqrt(squares / (values.length - 1)),
        low: percentile(values, 25),
        median: percentile(values, 50),
        high: percentile(values, 75),
      },
    ];
  });
}
