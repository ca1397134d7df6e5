/**
 * Percentile bootstrap intervals (Efron 1979): the statistic over n rows drawn with replacement, many times.
 * Rows drawn twice tie with themselves, which pulls a rank correlation towards tau-a's by about 1/n: negligible compared with the interval's width.
 */
import { requireFields } from '../require-shape.js';
import { createRng } from '../rng.js';
import { percentile } from './percentile.js';

/** A confidence interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Resamples in which the statistic existed. */
  readonly resamples: number;
}

/** How an interval is estimated. */
export interface BootstrapOptions {
  readonly seed: number;
  /** Names the random stream: other purposes draw other resamples. */
  readonly purpose: string;
  /** Default 1,000. */
  readonly resamples?: number;
  /** Default 0.95. */
  readonly confidence?: number;
}

/**
 * The interval of `statistic`, which is given the row numbers of a resample (the array is reused) and returns null if it does not exist.
 * Depends on seed and purpose only. Null when the statistic existed in no resample.
 */
export function bootstrapInterval(
  n: number,
  statistic: (rows: Uint32Array) => number | null,
  options: BootstrapOptions,
): Interval | null {
  requireFields('options', 'the options of a bootstrap', options, 'seed', 'purpose');
  const { seed, purpose, resamples = 1000, confidence = 0.95 } = options;
  const rng = createRng(seed, `bootstrap ${purpose}`);
  const rows = new Uint32Array(n);
  const values: number[] = [];
  for (let r = 0; r < resamples; r++) {
    for (let i = 0; i < n; i++) rows[i] = rng.int(n);
    const value = statistic(rows);
    if (value !== null) values.push(value);
  }
  if (values.length === 0) return null;
  const tail = (100 * (1 - confidence)) / 2;
  return { low: percentile(values, tail), high: percentile(values, 100 - tail), resamples: values.length };
}
