import { createNumberColumn } from '../core/number-column.js';
import type { FormScores } from '../engine/deduplicate.js';
import { columnOf, valueAt } from './column-of.js';
import type { Candidates } from './candidates.js';

type Scored = Pick<Candidates, 'forms' | 'columns'>;

/** Scores of forms, by the index of a candidate of the form: they are read from the column of the first that was scored. */
export function createFormScores({ forms, columns }: Scored): FormScores<number> {
  const isExpected = createNumberColumn(Uint8Array);
  /** The index plus 1 of the candidate of a form that has the scores. */
  const first = createNumberColumn(Uint32Array);
  /** Proxies whose scores forms share. */
  let shared: readonly string[] = [];
  return {
    has: (index) => isExpected.at(valueAt(forms, index)) === 1,
    expect: (index) => isExpected.set(valueAt(forms, index), 1),
    keep(index, scores) {
      if (shared.length === 0) shared = Object.keys(scores);
      for (const text of shared) columnOf(columns, text).set(index, columnOf(scores, text));
      first.set(valueAt(forms, index), index + 1);
    },
    get(index) {
      const holder = first.at(valueAt(forms, index)) ?? 0;
      if (holder === 0) return undefined;
      return Object.fromEntries(shared.map((text) => [text, valueAt(columnOf(columns, text), holder - 1)]));
    },
  };
}
