/** What `assay score` prints of several architectures. */
import { formatCount } from '../core/format-number.js';
import { must } from '../core/must.js';
import { plural } from '../core/plural.js';
import { isNearlyUndefined, isOneScore, undefinedReasons } from '../engine/undefined-reasons.js';
import type { Score } from '../proxies/types.js';
import type { ScoredRow } from '../search/scoring/open-scoring.js';
import type { ScoreRanking } from '../search/scoring/score-report.js';
import { print, say, strong } from './output.js';
import { architectureTable } from './plain-table.js';
import { cell, formatQuantity, quantitiesBeside } from './score-output.js';
import { sizesBeside } from '../search/result/sizes.js';

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
    if (isOneScore(scores)) say(`– ${key} is the same for all: it ranks nothing`);
    if (isNearlyUndefined(scores)) continue;
    for (const { reason, count, places } of undefinedReasons(scores)) {
      const known = places.map((place) => must(rows[place], 'a scored row').item.name);
      say(`– ${key} is undefined for ${namesOf(known, count)}: ${reason}`);
    }
  }
}

/** The names of a few, or the first of many. */
function namesOf(known: readonly string[], count: number): string {
  if (count > known.length) return `${known[0] ?? ''} and ${formatCount(count - 1)} more`;
  return known.length === 1 ? (known[0] ?? '') : `${known.slice(0, -1).join(', ')} and ${known.at(-1) ?? ''}`;
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
