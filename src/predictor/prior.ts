import { must } from '../core/must.js';

/** What the untrained judgement says: the mean of its standardised scores. @param places of them in a row; none say nothing. */
export function priorOf(row: ArrayLike<number>, places: readonly number[]): number {
  let sum = 0;
  for (const place of places) sum += must(row[place], 'a score of the judgement');
  return places.length === 0 ? 0 : sum / places.length;
}
