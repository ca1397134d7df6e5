/** Scores as numbers: whoever compares and adds the scores of a million candidates needs no object for each. */
import type { Column } from '../core/column.js';
import type { Score } from './types.js';

/** Reads a number by its index; NaN: there is none. */
export type NumberReader = (index: number) => number;

/** Scores that are kept as numbers. */
export interface NumberedScores extends Column<Score> {
  /** Reads values, or one of their parts; NaN where the score is undefined or has no such part. */
  numbers(part?: string): NumberReader;
}

/** Reads the values of scores, or one of their parts; NaN where a score is undefined or has no such part. */
export function scoreNumbers(scores: Column<Score>, part?: string): NumberReader {
  if ('numbers' in scores) return (scores as NumberedScores).numbers(part);
  return (index) => {
    const score = scores.at(index);
    if (score?.ok !== true) return NaN;
    return part === undefined ? score.value : (score.parts?.[part] ?? NaN);
  };
}
