import type { Score } from '../proxies/types.js';

/** The share of undefined scores from which a proxy counts as undefined nearly everywhere, and the fewest scores for this. */
const nearly = 0.8;
const fewest = 5;

/** Whether a proxy is undefined for nearly all architectures: this is then printed once, before any table. */
export function isNearlyUndefined(scores: readonly Score[]): boolean {
  const missing = scores.filter(({ ok }) => !ok).length;
  return scores.length >= fewest && missing >= nearly * scores.length;
}

/** Why scores of one proxy are undefined, how often each reason occurs, the commonest first, and the place of the first such score. */
export function undefinedReasons(
  scores: readonly Score[],
): { readonly reason: string; readonly count: number; readonly first: number }[] {
  const met = new Map<string, { count: number; readonly first: number }>();
  for (const [place, score] of scores.entries()) {
    if (score.ok) continue;
    const known = met.get(score.reason);
    if (known === undefined) met.set(score.reason, { count: 1, first: place });
    else known.count++;
  }
  return [...met].map(([reason, known]) => ({ reason, ...known })).sort((a, b) => b.count - a.count);
}

/** Whether a proxy says nothing of five or more architectures, because all their scores are equal. */
export function isOneScore(scores: readonly Score[]): boolean {
  const values = scores.flatMap((score) => (score.ok ? [score.value] : []));
  return values.length >= fewest && values.every((value) => value === values[0]);
}
