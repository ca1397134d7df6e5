import type { RankingMetrics } from '../core/statistics/index.js';

/** How undefined scores are treated: ranked below all others, sharing the last places, or left out. */
export type UndefinedPolicy = 'last' | 'omit';

/** One line of `assay bench` as JSON. Null where a figure does not exist; the six metrics are those of the epsilon paper. */
export interface BenchRow extends RankingMetrics {
  /** The proxy's key. */
  readonly proxy: string;
  readonly target: string;
  /** The column of the table that the target was read from. */
  readonly column?: string;
  /** The architectures that the figures are computed over. */
  readonly n: number;
  readonly population: string;
  readonly undefinedPolicy: UndefinedPolicy;
  /** Of the population with a known accuracy, how many have no score. */
  readonly undefined: number;
  /** Of the population, how many have no accuracy in the table: never counted. */
  readonly missing: number;
  /** Distinct scores. */
  readonly distinct: number;
  /** Share of all pairs that tie in score. */
  readonly ties: number;
  /** nDCG of the 1,000 best scored, gain 2^percent - 1 (VKDNW). */
  readonly ndcg: number | null;
  /** The best scored: the first of those that tie, how many tie, and their mean accuracy. */
  readonly best: {
    readonly arch: string;
    readonly accuracy: number;
    readonly tied: number;
    readonly meanAccuracy: number;
  } | null;
  /** The correlations under the other policy, if scores are undefined. */
  readonly otherPolicy?: {
    readonly undefinedPolicy: UndefinedPolicy;
    readonly n: number;
    readonly spearman: number | null;
    readonly kendall: number | null;
  };
  readonly interval?: BenchInterval;
  /** Seconds that the proxy took, with everything it needs. */
  readonly seconds: number | null;
}

/** Percentile bootstrap intervals. */
export interface BenchInterval {
  readonly spearman: readonly [low: number, high: number] | null;
  readonly kendall: readonly [low: number, high: number] | null;
  readonly confidence: number;
  readonly resamples: number;
  readonly seed: number;
}
