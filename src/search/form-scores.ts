import { createNumberColumn } from '../core/number-column.js';
import type { FormScores } from '../engine/deduplicate.js';
import { columnOf, valueAt } from './column-of.js';
import type { Candidates } from './candidates.js';

/** A candidate of the form is being scored. */
const expected = 1;

type Scored = Pick<Candidates, 'forms' | 'columns'>;

/** Scores of forms, by the index of a candidate of the form: they are read from the column of the first that was scored. */
export function createFormScores({ forms, columns }: Scored): FormScores<number> {
  /** The index plus 2 of the candidate of a form that has the scores, or `expected`. */
  const first = createNumberColumn(Uint32Array);
  /** Proxies whose scores forms share. */
  let shared: readonly string[] = [];
  return {
    has: (index) => (first.at(valueAt(forms, index)) ?? 0) > 0,
    expect: (index) => first.set(valueAt(forms, index), expected),
    keep(index, scores) {
      if (shared.length === 0) shared = Object.keys(scores);
      for (const text of shared) columnOf(columns, text).set(index, columnOf(scores, text));
      first.set(valueAt(forms, index), index + 2);
    },
    get(index) {
      const holder = first.at(valueAt(forms, index)) ?? 0;
      if (holder <= expected) return undefined;
      return Object.fromEntries(shared.map((text) => [text, valueAt(columnOf(columns, text), holder - 2)]));
    },
  };
}
