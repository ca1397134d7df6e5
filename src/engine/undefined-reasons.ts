import type { Score } from '../proxies/types.js';

/** Why scores of one proxy are undefined, and how often each reason occurs, the commonest first. */
export function undefinedReasons(scores: readonly Score[]): { readonly reason: string; readonly count: number }[] {
  const counts = new Map<string, number>();
  for (const score of scores) if (!score.ok) counts.set(score.reason, (counts.get(score.reason) ?? 0) + 1);
  return [...counts].map(([reason, count]) => ({ reason, count })).sort((a, b) => b.count - a.count);
}
