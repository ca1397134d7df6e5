/** What `assay score` prints of one architecture. */
import { formatCount } from '../core/format-number.js';
import { must } from '../core/must.js';
import type { Score } from '../proxies/types.js';
import type { SearchSpace } from '../spaces/types.js';
import type { ScoredRow } from '../search/scoring/open-scoring.js';
import { print, strong } from './output.js';
import { isSize, sizesBeside } from '../search/result/sizes.js';

/** The object `--json` prints for one architecture. */
export function jsonRecord(
  { item, evaluation, cost, costs }: ScoredRow,
  space: SearchSpace | undefined,
  place?: { readonly rank: number; readonly combined: number; readonly front?: number | null },
): unknown {
  return {
    ...(typeof item.candidate === 'string' ? { space: space?.id } : {}),
    ...(place === undefined
      ? {}
      : { rank: place.rank, combined: place.combined, ...(place.front === undefined ? {} : { front: place.front }) }),
    arch: item.name,
    scores: scoreRecords(evaluation.scores),
    ...cost,
    ...Object.fromEntries(Object.entries(costs.quantities).map(([name, value]) => [name, Number.isNaN(value) ? null : value])),
    ...(costs.limits === undefined ? {} : { keepsLimits: costs.limits.isKept }),
    seconds: evaluation.seconds,
  };
}

/** Scores in JSON, by proxy. */
export function scoreRecords(scores: { readonly [proxy: string]: Score }): { readonly [proxy: string]: unknown } {
  return Object.fromEntries(Object.entries(scores).map(([key, score]) => [key, scoreRecord(score)]));
}

function scoreRecord(score: Score): unknown {
  if (!score.ok) return { value: null, reason: score.reason };
  return score.parts === undefined ? { value: score.value } : { value: score.value, parts: score.parts };
}

function shown(score: Score): string {
  return score.ok ? score.value.toPrecision(6) : '–';
}

/** A score in the table: counts in full, other numbers with six digits. */
export function cell({ evaluation, cost }: ScoredRow, key: string): string {
  return isSize(key) ? formatCount(cost[key]) : shown(must(evaluation.scores[key], key));
}

export function printOne(row: ScoredRow): void {
  const { item, evaluation, cost } = row;
  const keys = Object.keys(evaluation.scores);
  print(strong(item.name));
  for (const [key, score] of Object.entries(evaluation.scores)) {
    const parts =
      score.ok && score.parts !== undefined
        ? Object.entries(score.parts)
            .map(([name, value]) => `${name} ${value.toPrecision(6)}`)
            .join(', ')
        : '';
    print(`  ${key}  ${score.ok ? cell(row, key) : `undefined: ${score.reason}`}${parts === '' ? '' : `  (${parts})`}`);
  }
  for (const size of sizesBeside(keys)) print(`  ${size}  ${formatCount(cost[size])}`);
  for (const name of quantitiesBeside(row, keys)) print(`  ${name}  ${formatQuantity(row.costs.quantities[name] ?? NaN)}`);
}

/** Quantities that limits or objectives name and that no column shows yet. */
export function quantitiesBeside({ costs }: ScoredRow, keys: readonly string[]): string[] {
  return Object.keys(costs.quantities).filter((name) => !isSize(name) && !keys.includes(name));
}

export function formatQuantity(value: number): string {
  return Number.isNaN(value) ? '–' : Number.isInteger(value) ? formatCount(value) : value.toPrecision(6);
}

/** One line for each architecture that breaks the limits, with its values. */
export function brokenLimits(broken: readonly ScoredRow[], where: string | undefined): string[] {
  return broken.map(({ item, costs }) => {
    const met = Object.entries(costs.limits?.values ?? {}).map(
      ([name, value]) => `${name} ${Number.isNaN(value) ? 'unknown' : formatQuantity(value)}`,
    );
    return `breaks ${where}: ${item.name} (${met.join(', ')})`;
  });
}
