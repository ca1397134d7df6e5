/**
 * How well each proxy ranks: one row for each proxy, target and population.
 * A higher figure is always better: scores of proxies whose lower values are better are negated first.
 * Scores that are undefined are `last` (tied below all others, as a search treats them) or `omit`ted (as papers do): if there are any, the row has both.
 */
import { must } from '../core/must.js';
import { checkRequest } from '../core/schema/check-request.js';
import { bestOf, bootstrapInterval, ndcg, rankingMetrics, ranks, spearman, kendallTauB, tauB } from '../core/statistics/index.js';
import { countPairs } from '../core/statistics/kendall-tau-b.js';
import { orientScores, type ScoreColumn } from '../proxies/combine/index.js';
import { benchInputSchema } from './bench-request.js';
import type { BenchTarget } from './bench-target.js';
import { everyone, type PopulationMembers } from './populations.js';
import type { BenchInterval, BenchRow, UndefinedPolicy } from './types.js';

/** Scores and accuracies of the same architectures. */
export interface BenchInput {
  /** Published strings; every list below has one entry each. */
  readonly architectures: readonly string[];
  readonly columns: readonly ScoreColumn[];
  readonly targets: readonly BenchTarget[];
  /** By default, all architectures. */
  readonly populations?: readonly PopulationMembers[];
  /** By default, `last`. */
  readonly undefinedPolicy?: UndefinedPolicy;
  /** Seconds each proxy took over all architectures, by key. */
  readonly seconds?: { readonly [key: string]: number };
  /** Adds bootstrap intervals: about 15 ms for each resample and row over 15,625 architectures. */
  readonly interval?: { readonly seed: number; readonly resamples: number; readonly confidence?: number };
}

/** One row for each target, proxy and population, in this order. Accuracies that are NaN are left out and counted as missing. */
export function benchRows(input: BenchInput): BenchRow[] {
  checkRequest('benchRows', benchInputSchema, input);
  const populations = input.populations ?? [everyone(input.architectures.length)];
  const oriented = input.columns.map((column) => ({ column, values: orientScores(column) }));
  return input.targets.flatMap((target) =>
    oriented.flatMap(({ column, values }) =>
      populations.map((population) => benchRow(input, column, values, target, population)),
    ),
  );
}

function benchRow(
  input: BenchInput,
  { key }: ScoreColumn,
  scores: Float64Array,
  target: BenchTarget,
  population: PopulationMembers,
): BenchRow {
  const policy = input.undefinedPolicy ?? 'last';
  const members = [...scores.keys()].filter((i) => population.isMember[i]);
  const known = members.filter((i) => !Number.isNaN(target.values[i]));
  const defined = known.filter((i) => scores[i] !== -Infinity);
  const undefinedCount = known.length - defined.length;

  const pairsOf = (which: UndefinedPolicy): Pairs => takePairs(which === 'omit' ? defined : known, scores, target.values);
  const pairs = pairsOf(policy);
  const counts = countPairs(pairs.scores, pairs.accuracies);
  const best = bestOf(pick(scores, defined), pick(target.values, defined));
  return {
    proxy: key,
    target: target.name,
    ...(target.column === undefined ? {} : { column: target.column }),
    n: pairs.scores.length,
    population: population.name,
    undefinedPolicy: policy,
    undefined: undefinedCount,
    missing: members.length - known.length,
    distinct: new Set(pairs.scores).size,
    ties: counts.pairs === 0 ? 0 : counts.tiedX / counts.pairs,
    ...rankingMetrics(pairs.scores, pairs.accuracies),
    ndcg: ndcg(pairs.scores, percentages(pairs.accuracies, target.values)),
    best:
      best === null
        ? null
        : {
            arch: must(input.architectures[must(defined[best.index], 'the best')], 'an architecture of each score'),
            accuracy: best.accuracy,
            tied: best.tied,
            meanAccuracy: best.meanAccuracy,
          },
    ...(undefinedCount === 0 ? {} : { otherPolicy: otherPolicy(policy === 'last' ? 'omit' : 'last', pairsOf) }),
    ...(input.interval === undefined
      ? {}
      : { interval: intervalOf(pairs, `${key} ${target.name} ${population.name}`, input.interval) }),
    seconds: input.seconds?.[key] ?? null,
  };
}

/** The gain of nDCG doubles with each per cent (VKDNW), so that a target written in fractions is scaled. @param all accuracies of the target. */
function percentages(accuracies: Float64Array, all: Float64Array): Float64Array {
  const isFractions = all.every((accuracy) => Number.isNaN(accuracy) || (accuracy >= 0 && accuracy <= 1));
  return isFractions ? accuracies.map((accuracy) => 100 * accuracy) : accuracies;
}

interface Pairs {
  readonly scores: Float64Array;
  readonly accuracies: Float64Array;
}

/** Scores become mid-ranks if some are undefined: the same order, without infinities. */
function takePairs(indices: readonly number[], scores: Float64Array, accuracies: Float64Array): Pairs {
  const taken = pick(scores, indices);
  return { scores: taken.includes(-Infinity) ? ranks(taken) : taken, accuracies: pick(accuracies, indices) };
}

function pick(values: Float64Array, indices: readonly number[]): Float64Array {
  return Float64Array.from(indices, (i) => must(values[i], 'a value of each architecture'));
}

function otherPolicy(policy: UndefinedPolicy, pairsOf: (policy: UndefinedPolicy) => Pairs): NonNullable<BenchRow['otherPolicy']> {
  const { scores, accuracies } = pairsOf(policy);
  return {
    undefinedPolicy: policy,
    n: scores.length,
    spearman: spearman(scores, accuracies),
    kendall: tauB(countPairs(scores, accuracies)),
  };
}

function intervalOf(pairs: Pairs, purpose: string, options: NonNullable<BenchInput['interval']>): BenchInterval {
  const { seed, resamples, confidence = 0.95 } = options;
  const n = pairs.scores.length;
  // Both statistics use only the order, and small numbers sort in half the time.
  const scores = ranks(pairs.scores);
  const accuracies = ranks(pairs.accuracies);
  const x = new Float64Array(n);
  const y = new Float64Array(n);
  const over = (statistic: (x: Float64Array, y: Float64Array) => number | null): readonly [number, number] | null => {
    const interval = bootstrapInterval(
      n,
      (rows) => {
        for (let i = 0; i < n; i++) {
          const row = must(rows[i], 'a drawn row');
          x[i] = must(scores[row], 'a score');
          y[i] = must(accuracies[row], 'an accuracy');
        }
        return statistic(x, y);
      },
      { seed, purpose, resamples, confidence },
    );
    return interval === null ? null : [interval.low, interval.high];
  };
  return { spearman: over(spearman), kendall: over(kendallTauB), confidence, resamples, seed };
}
