import { createNumberColumn } from '../core/number-column.js';
import type { FormScores } from '../engine/deduplicate.js';
import { undefinedScore, type Score } from '../proxies/types.js';
import { columnOf } from './column-of.js';
import { createScoreStore, type ScoreStore } from './score-store.js';

const unscored = undefinedScore('not scored yet');

/** Scores of forms that have numbers: of a million, an object for each would take more memory than all else. */
export function createFormScores(): FormScores<number> {
  const expected = createNumberColumn(Uint8Array);
  const isKept = createNumberColumn(Uint8Array);
  const stores: Record<string, ScoreStore> = {};
  return {
    has: (form) => expected.at(form) === 1,
    expect: (form) => expected.set(form, 1),
    keep(form, scores) {
      isKept.set(form, 1);
      for (const text in scores)
        (stores[text] ??= createScoreStore(() => isKept.length, unscored)).set(form, columnOf<Score>(scores, text));
    },
    get(form) {
      if (isKept.at(form) !== 1) return undefined;
      return Object.fromEntries(Object.entries(stores).map(([text, store]) => [text, store.at(form) ?? unscored]));
    },
  };
}
