/**
 * Runs laid over each other. A combined score compares architectures within a run, so that those of all runs are ranked together here, by the
 * proxies that all of them have; runs without a common proxy are compared by nothing.
 */
import { dataError } from '../../core/errors.js';
import { countUpTo } from '../../core/statistics/count-below.js';
import { combineScores } from '../../proxies/combine/index.js';
import { frontOf } from '../../core/pareto/index.js';
import { differingSettings, type SettingRow } from '../journal/settings.js';
import type { SearchResult } from '../result/result.js';
import { scoreColumns } from '../../engine/combination.js';
import { limitBounds, type LimitBound } from '../../engine/limits/limit-bounds.js';

/** A run beside others. */
export interface RunCurve {
  readonly name: string;
  /** The best so far, where it changed, and at the end: percent of the architectures of all runs that are no better. */
  readonly best: readonly { readonly evaluations: number; readonly percentile: number }[];
  /** The Pareto front of the score and MACs, ascending in MACs. */
  readonly front: readonly { readonly macs: number; readonly percentile: number; readonly architecture: string }[];
  readonly evaluations: number;
  /** What its candidates had to meet. */
  readonly limits: readonly LimitBound[];
  /** Its best architecture, and the place of that among the architectures of all runs. */
  readonly winner: { readonly architecture: string; readonly place: number; readonly params: number; readonly macs: number };
}

/** Several runs on one scale. */
export interface LaidOver {
  /** How the scores were combined, over the architectures of all runs. */
  readonly combination: string;
  readonly proxies: readonly string[];
  /** Architectures of all runs that have a score. */
  readonly among: number;
  readonly runs: readonly RunCurve[];
  /** What the runs were asked for differently. */
  readonly settings: readonly SettingRow[];
}

/** Lays runs over each other. @throws a data error for runs that have no proxy in common, or are of different spaces. */
export function layOver(runs: readonly { readonly name: string; readonly result: SearchResult }[]): LaidOver {
  const [first] = runs;
  if (first === undefined) throw dataError('runs', { expected: 'at least one', got: 'none', code: 'missing' });
  const spaces = [...new Set(runs.map(({ result }) => result.resolved.space?.id ?? 'none'))];
  if (spaces.length > 1)
    throw dataError('runs', {
      expected: 'runs of one space',
      got: spaces.join(' and '),
      hint: 'choose others',
      code: 'mismatch',
    });
  const shared = first.result.resolved.proxies.filter(({ text }) =>
    runs.every(({ result }) => result.resolved.proxies.some((proxy) => proxy.text === text)),
  );
  if (shared.length === 0)
    throw dataError('runs', {
      expected: 'runs with a proxy in common',
      got: runs.map(({ result }) => result.resolved.proxies.map(({ text }) => text).join(',')).join(' and '),
      code: 'mismatch',
    });
  const keepsAll = runs.every(({ result }) => result.resolved.proxies.length === shared.length);
  const isOne = new Set(runs.map(({ result }) => result.combination)).size === 1;
  const combination = keepsAll && isOne ? first.result.combination : 'rank-sum';
  const { values } = combineScores(
    combination,
    scoreColumns(shared, (text) => runs.flatMap(({ result }) => [...(result.finalists.columns[text] ?? [])])),
  );
  const sorted = Float64Array.from(values.filter(Number.isFinite)).sort();
  let start = 0;
  return {
    combination,
    proxies: shared.map(({ text }) => text),
    among: sorted.length,
    settings: differingSettings(runs.map(({ result }) => result.settings)),
    runs: runs.map(({ name, result }) => {
      const count = result.finalists.candidates.length;
      const curve = curveOf(name, result, values.slice(start, start + count), sorted);
      start += count;
      return curve;
    }),
  };
}

function curveOf(
  name: string,
  { finalists, ranking, settings, resolved }: SearchResult,
  scores: ArrayLike<number>,
  sorted: Float64Array,
): RunCurve {
  const best: { evaluations: number; percentile: number }[] = [];
  let winner = 0;
  let most = -Infinity;
  const percentileOf = (score: number): number => (100 * countUpTo(sorted, score)) / Math.max(1, sorted.length);
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] ?? NaN;
    if (!Number.isFinite(score) || score <= most) continue;
    best.push({ evaluations: i + 1, percentile: percentileOf(score) });
    [winner, most] = [i, score];
  }
  const last = best.at(-1);
  const macs = Array.from(ranking.macs);
  const known = Array.from(scores, (score) => (Number.isFinite(score) ? score : NaN));
  const front = frontOf([
    { values: known, goal: 'max' },
    { values: macs, goal: 'min' },
  ]);
  return {
    name,
    best: last === undefined ? [] : [...best, { evaluations: scores.length, percentile: last.percentile }],
    // One of those that are equal in both.
    front: front
      .filter((i, place) => place === 0 || macs[i] !== macs[front[place - 1] as number])
      .map((i) => ({
        macs: macs[i] ?? 0,
        percentile: percentileOf(scores[i] ?? NaN),
        architecture: finalists.candidates.at(i) ?? '',
      }))
      .sort((a, b) => a.macs - b.macs),
    evaluations: scores.length,
    limits:
      settings.where === undefined
        ? []
        : limitBounds(
            settings.where,
            resolved.proxies.map(({ text }) => text),
          ),
    winner: {
      architecture: finalists.candidates.at(winner) ?? '',
      place: 1 + sorted.length - countUpTo(sorted, most),
      params: ranking.params.at(winner) ?? 0,
      macs: macs[winner] ?? 0,
    },
  };
}
