/** What `assay score` prints. */
import { formatCount } from '../core/format-number.js';
import { must } from '../core/must.js';
import { plural } from '../core/plural.js';
import { isNearlyUndefined, undefinedReasons } from '../engine/undefined-reasons.js';
import type { Score } from '../proxies/types.js';
import type { SearchSpace } from '../spaces/types.js';
import type { ScoredRow } from '../search/scoring/open-scoring.js';
import type { ScoreRanking } from '../search/scoring/score-report.js';
import { print, say, strong } from './output.js';
import { architectureTable } from './plain-table.js';
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
function cell({ evaluation, cost }: ScoredRow, key: string): string {
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
function quantitiesBeside({ costs }: ScoredRow, keys: readonly string[]): string[] {
  return Object.keys(costs.quantities).filter((name) => !isSize(name) && !keys.includes(name));
}

function formatQuantity(value: number): string {
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

/** A table of all architectures; with a ranking, from best to worst. */
export function printMany(rows: readonly ScoredRow[], keys: readonly string[], ranking?: ScoreRanking): void {
  const [first] = rows;
  if (first === undefined) return;
  const scoresOf = (key: string): Score[] => rows.map(({ evaluation }) => must(evaluation.scores[key], key));
  for (const key of keys) warnOfUndefined(key, scoresOf(key));
  const sizes = sizesBeside(keys);
  const named = quantitiesBeside(first, keys);
  const order = ranking?.order ?? rows.map((_, i) => i);
  const front = ranking?.front;
  const body = order.map((i, place) => {
    const row = must(rows[i], 'a ranked row');
    return [
      ...(ranking === undefined ? [] : [String(place + 1), (ranking.combined.values[i] ?? NaN).toPrecision(5)]),
      ...(front === undefined ? [] : [String(front[i] ?? '–')]),
      ...keys.map((key) => cell(row, key)),
      ...sizes.map((size) => formatCount(row.cost[size])),
      ...named.map((name) => formatQuantity(row.costs.quantities[name] ?? NaN)),
      row.item.name,
    ];
  });
  const head = [
    ...(ranking === undefined ? [] : ['#', 'combined']),
    ...(front === undefined ? [] : ['front']),
    ...keys,
    ...sizes,
    ...named,
    'architecture',
  ];
  if (ranking !== undefined) print(strong(`${plural(rows.length, 'architecture')}, best first by ${orderedBy(ranking)}`));
  print(
    architectureTable(
      head,
      body,
      Array.from({ length: head.length - 1 }, (_, column) => column),
    ),
  );
  for (const key of keys) {
    const scores = scoresOf(key);
    if (isNearlyUndefined(scores)) continue;
    for (const { reason, count } of undefinedReasons(scores)) say(`– ${key} is undefined for ${count}: ${reason}`);
  }
}

/** One line for each proxy that is undefined for nearly all architectures, before the table, where it shows little. */
function warnOfUndefined(key: string, scores: readonly Score[]): void {
  if (!isNearlyUndefined(scores)) return;
  const reasons = undefinedReasons(scores);
  const missing = reasons.reduce((sum, { count }) => sum + count, 0);
  const more = reasons.length === 1 ? '' : `, and ${plural(reasons.length - 1, 'other reason')}`;
  say(
    `assay: ${key} is undefined for ${formatCount(missing)} of ${formatCount(scores.length)}: ${reasons[0]?.reason ?? ''}${more}`,
  );
}

function orderedBy({ combined, objectives }: ScoreRanking): string {
  if (objectives === undefined) return combined.text;
  const texts = objectives.map(({ text }) => text);
  const score = texts.some((text) => /^score(=|$)/.test(text)) ? ` (score: ${combined.text})` : '';
  return texts.length === 1 ? `${texts[0]}${score}` : `the fronts of ${texts.join(', ')}${score}`;
}
