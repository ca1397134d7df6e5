import type { Score } from '../proxies/types.js';

/** The share of undefined scores from which a proxy counts as undefined nearly everywhere, and the fewest scores for this. */
const nearly = 0.8;
const fewest = 5;

/** Whether a proxy is undefined for nearly all architectures: this is then printed once, before any table. */
export function isNearlyUndefined(scores: readonly Score[]): boolean {
  const missing = scores.filter(({ ok }) => !ok).length;
  return scores.length >= fewest && missing >= nearly * scores.length;
}

/** Why scores of one proxy are undefined, and how often each reason occurs, the commonest first. */
export function undefinedReasons(scores: readonly Score[]): { readonly reason: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const score of scores) if (!score.ok) counts.set(score.reason, (counts.get(score.reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}
