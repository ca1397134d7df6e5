import type { Column } from '../../core/column.js';
import { parseSpec } from '../../core/options.js';
import { checkParameter } from '../../core/schema/check-request.js';
import { text as textField } from '../../core/schema/fields.js';
import { unknownName } from '../../core/suggest.js';
import { scoreNumbers } from '../score-numbers.js';
import type { Score } from '../types.js';
import { combinations } from './combinations.js';
import { weighColumns } from './weigh-columns.js';
import type { Combination, Combined, ScoreColumn } from './types.js';

/** A combination's text taken apart, weights still text. @throws a usage error that suggests the nearest name. */
export function parseCombination(text: string): {
  readonly combination: Combination;
  readonly weights: { readonly [name: string]: string };
} {
  checkParameter('combine', textField, text);
  const { id, options } = parseSpec(text, 'combination');
  const combination = combinations.find((candidate) => candidate.id === id);
  if (combination === undefined)
    throw unknownName(
      'combination',
      'combination',
      id,
      combinations.map((candidate) => candidate.id),
    );
  return { combination, weights: options };
}

/**
 * Combines columns of scores as a text such as `rank-sum:sed=1:epsilon=0.2` says: weights by proxy, all 1 when none is named, only
 * the named ones otherwise. Scores of a proxy where lower is better are negated; undefined scores rank last.
 * @throws a usage error on an unknown combination or weight.
 */
export function combineScores(text: string, columns: readonly ScoreColumn[]): Combined {
  const { combination, weights } = parseCombination(text);
  const chosen = weighColumns(`combination ${text}`, weights, columns);
  const n = columns[0]?.scores.length ?? 0;
  const odd = columns.find(({ scores }) => scores.length !== n);
  if (odd !== undefined) throw new RangeError(`combineScores: expected ${n} scores of ${odd.key}, got ${odd.scores.length}`);
  const weighted = chosen.map(({ column, weight }) => ({ key: column.key, weight, values: orientScores(column) }));
  const readers = chosen.map(({ column }) => scoreNumbers(column.scores));
  const undefinedCounts = chosen.map(() => 0);
  let incomplete = 0;
  for (let i = 0; i < n; i++) {
    let isComplete = true;
    for (const [place, numberAt] of readers.entries())
      if (Number.isNaN(numberAt(i))) {
        undefinedCounts[place] = (undefinedCounts[place] ?? 0) + 1;
        isComplete = false;
      }
    if (!isComplete) incomplete++;
  }
  return {
    text,
    values: n === 0 ? new Float64Array(0) : combination.combine(weighted),
    weights: Object.fromEntries(weighted.map(({ key, weight }) => [key, weight])),
    undefinedCounts: Object.fromEntries(weighted.map(({ key }, place) => [key, undefinedCounts[place] ?? 0])),
    incomplete,
  };
}

/** The combination a text names and the weights of the proxies that take part, by key. @throws a usage error on an unknown combination or weight. */
export function weighProxies(
  text: string,
  proxies: readonly Omit<ScoreColumn, 'scores'>[],
): { readonly combination: Combination; readonly weights: ReadonlyMap<string, number> } {
  const { combination, weights } = parseCombination(text);
  const chosen = weighColumns(
    `combination ${text}`,
    weights,
    proxies.map((proxy) => ({ ...proxy, scores: [] })),
  );
  return { combination, weights: new Map(chosen.map(({ column, weight }) => [column.key, weight])) };
}

/** Scores as numbers, higher is better; -Infinity where a score is undefined. */
export function orientScores({
  direction,
  scores,
}: {
  readonly direction: 'higher' | 'lower';
  readonly scores: Column<Score>;
}): Float64Array {
  // Not `from`, which makes a list of a column first.
  const values = new Float64Array(scores.length);
  const numberAt = scoreNumbers(scores);
  const sign = direction === 'higher' ? 1 : -1;
  for (let i = 0; i < values.length; i++) {
    const value = numberAt(i);
    values[i] = Number.isNaN(value) ? -Infinity : sign * value;
  }
  return values;
}

/** A score as a number, higher is better; -Infinity if it is undefined. */
export function orientScore(direction: 'higher' | 'lower', score: Score): number {
  return score.ok ? (direction === 'higher' ? 1 : -1) * score.value : -Infinity;
}
