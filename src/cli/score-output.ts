/** What `assay score` prints. */
import { plural } from '../core/plural.js';
import { undefinedReasons } from '../engine/undefined-reasons.js';
import type { Combined } from '../proxies/combine/index.js';
import type { Score } from '../proxies/types.js';
import type { SearchSpace } from '../spaces/types.js';
import type { ScoredRow } from '../search/scoring/open-scoring.js';
import { formatCount, print, say, strong } from './output.js';
import { plainTable } from './plain-table.js';
import { isSize, sizesBeside } from '../search/result/sizes.js';

/** The object `--json` prints for one architecture. */
export function jsonRecord(
  { item, evaluation, cost }: ScoredRow,
  space: SearchSpace | undefined,
  place?: { readonly rank: number; readonly combined: number },
): unknown {
  const scores = Object.fromEntries(Object.entries(evaluation.scores).map(([key, score]) => [key, scoreRecord(score)]));
  return {
    ...(typeof item.candidate === 'string' ? { space: space?.id } : {}),
    ...(place === undefined ? {} : { rank: place.rank, combined: place.combined }),
    arch: item.name,
    scores,
    ...cost,
    seconds: evaluation.seconds,
  };
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
  return isSize(key) ? formatCount(cost[key]) : shown(evaluation.scores[key]);
}

export function printOne(row: ScoredRow): void {
  const { item, evaluation, cost } = row;
  const keys = Object.keys(evaluation.scores);
  print(strong(item.name));
  for (const key of keys) {
    const score = evaluation.scores[key];
    const parts =
      score.ok && score.parts !== undefined
        ? Object.entries(score.parts)
            .map(([name, value]) => `${name} ${value.toPrecision(6)}`)
            .join(', ')
        : '';
    print(`  ${key}  ${score.ok ? cell(row, key) : `undefined: ${score.reason}`}${parts === '' ? '' : `  (${parts})`}`);
  }
  for (const size of sizesBeside(keys)) print(`  ${size}  ${formatCount(cost[size])}`);
}

/** A table of all; given a combination, from best to worst. */
export function printMany(
  rows: readonly ScoredRow[],
  keys: readonly string[],
  ranking?: { readonly combined: Combined; readonly order: readonly number[] },
): void {
  const sizes = sizesBeside(keys);
  const order = ranking?.order ?? rows.map((_, i) => i);
  const body = order.map((i, place) => [
    ...(ranking === undefined ? [] : [String(place + 1), ranking.combined.values[i].toPrecision(5)]),
    ...keys.map((key) => cell(rows[i], key)),
    ...sizes.map((size) => formatCount(rows[i].cost[size])),
    rows[i].item.name,
  ]);
  const head = [...(ranking === undefined ? [] : ['#', 'combined']), ...keys, ...sizes, 'architecture'];
  if (ranking !== undefined) print(strong(`${plural(rows.length, 'architecture')}, best first by ${ranking.combined.text}`));
  print(
    plainTable(
      head,
      body,
      Array.from({ length: head.length - 1 }, (_, column) => column),
    ),
  );
  for (const key of keys) {
    for (const { reason, count } of undefinedReasons(rows.map(({ evaluation }) => evaluation.scores[key])))
      say(`– ${key} is undefined for ${count}: ${reason}`);
  }
}
