/** The evaluations of a journal as numbers and words: an object for each would take a kilobyte, of a million more than a gigabyte. */
import { readColumn, type Column } from '../../core/column.js';
import { createNumberColumn } from '../../core/number-column.js';
import { createTextSet, type TextSet } from '../../core/text-set.js';
import type { Candidate } from '../../engine/types.js';
import { undefinedScore, type Score } from '../../proxies/types.js';
import { columnOf, valueAt } from '../column-of.js';
import { createScoreStore, type ScoreStore } from '../score-store.js';
import type { EvaluationEntry } from './types.js';

const unscored = undefinedScore('not scored');

/** Evaluations in the order of their lines. */
export interface EvaluationList extends Column<EvaluationEntry> {
  /** The published strings among the candidates. */
  readonly texts: TextSet;
  push(entry: EvaluationEntry): void;
}

export function createEvaluationList(): EvaluationList {
  const texts = createTextSet();
  /** The number of the candidate's text, where it is one. */
  const textAt = createNumberColumn(Uint32Array);
  /** Networks, by the index of their entry. */
  const networks = new Map<number, Candidate>();
  const errors = new Map<number, string>();
  const stores: Record<string, ScoreStore> = {};
  /** The proxies of an entry, each list once. */
  const lists: (readonly string[])[] = [];
  const listOf = new Map<string, number>();
  const listAt = createNumberColumn(Uint32Array);

  const numberOf = (proxies: readonly string[]): number => {
    const key = proxies.join('\0');
    const known = listOf.get(key);
    if (known !== undefined) return known;
    const number = lists.push(proxies) - 1;
    listOf.set(key, number);
    return number;
  };
  const read = (index: number): EvaluationEntry => {
    const candidate = networks.get(index) ?? valueAt(texts, valueAt(textAt, index));
    const scores: Record<string, Score> = {};
    for (const text of valueAt(lists, valueAt(listAt, index))) scores[text] = valueAt(columnOf(stores, text), index);
    const error = errors.get(index);
    return { type: 'evaluation', candidate, scores, ...(error === undefined ? {} : { error }) };
  };
  return Object.assign(
    readColumn(() => textAt.length, read),
    {
      texts,
      push({ candidate, scores, error }: EvaluationEntry): void {
        const index = textAt.push(typeof candidate === 'string' ? texts.add(candidate) : 0);
        if (typeof candidate !== 'string') networks.set(index, candidate);
        if (error !== undefined) errors.set(index, error);
        listAt.push(numberOf(Object.keys(scores)));
        for (const text in scores)
          (stores[text] ??= createScoreStore(() => textAt.length, unscored)).set(index, columnOf<Score>(scores, text));
      },
    },
  );
}
