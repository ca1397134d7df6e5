import type { Column } from '../core/column.js';
import { scoreNumbers } from '../proxies/score-numbers.js';
import type { Score } from '../proxies/types.js';

/** The share of undefined scores from which a proxy counts as undefined nearly everywhere, and the fewest scores for this. */
const nearly = 0.8;
const fewest = 5;

/** Whether a proxy is undefined for nearly all architectures: this is then printed once, before any table. */
export function isNearlyUndefined(scores: Column<Score>): boolean {
  const numberAt = scoreNumbers(scores);
  let missing = 0;
  for (let i = 0; i < scores.length; i++) if (Number.isNaN(numberAt(i))) missing++;
  return scores.length >= fewest && missing >= nearly * scores.length;
}

/** More architectures than these are not named. */
const mostPlaces = 3;

/** Why scores of one proxy are undefined, how often each reason occurs, the commonest first, and the places of such scores, at most `mostPlaces`. */
export function undefinedReasons(
  scores: Column<Score>,
): { readonly reason: string; readonly count: number; readonly places: readonly number[] }[] {
  const met = new Map<string, { count: number; readonly places: number[] }>();
  const numberAt = scoreNumbers(scores);
  for (let place = 0; place < scores.length; place++) {
    if (!Number.isNaN(numberAt(place))) continue;
    const score = scores.at(place);
    if (score === undefined || score.ok) continue;
    const known = met.get(score.reason);
    if (known === undefined) met.set(score.reason, { count: 1, places: [place] });
    else if (known.count++ < mostPlaces) known.places.push(place);
  }
  return [...met].map(([reason, known]) => ({ reason, ...known })).sort((a, b) => b.count - a.count);
}

/** Whether a proxy says nothing of five or more architectures, because all their scores are equal. */
export function isOneScore(scores: Column<Score>): boolean {
  const numberAt = scoreNumbers(scores);
  let count = 0;
  let first: number | undefined;
  for (let i = 0; i < scores.length; i++) {
    const value = numberAt(i);
    if (Number.isNaN(value)) continue;
    first ??= value;
    if (value !== first) return false;
    count++;
  }
  return count >= fewest;
}
