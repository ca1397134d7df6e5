/**
 * Aggregates of papers that stand beside other proxies. One is a column like those of proxies, but made of the columns of its parts: its value says
 * where an architecture stands among those that are scored together, and nothing outside them.
 */
import { combineScores, type ScoreColumn } from '../proxies/combine/index.js';
import type { Aggregate } from '../proxies/aggregates.js';
import { defineProxy, undefinedScore, type Score } from '../proxies/types.js';
import { must } from '../core/must.js';
import { highestLevel } from '../evidence/levels.js';
import type { ResolvedPlan, ResolvedProxy } from './plan.js';

const together = 'ranks several architectures together';

/** The column of an aggregate. @param columns those of its parts among others. */
export function aggregateColumn({ id, proxies, combine }: Aggregate, columns: readonly ScoreColumn[]): ScoreColumn {
  const parts = columns
    .filter(({ key }) => proxies.includes(key))
    .map(({ key, id: of, direction, scores }) => ({ key, id: of, direction, scores }));
  const isAlone = must(parts[0], `a part of ${id}`).scores.length < 2;
  const scores = Array.from(combineScores(combine, parts).values, (value): Score =>
    isAlone ? undefinedScore(together) : { ok: true, value },
  );
  return { key: id, id, direction: 'higher', scores };
}

/** The plan with its aggregates behind its proxies, for all that lists or combines columns; nothing is scored with it. */
export function withAggregates(resolved: ResolvedPlan, asked: readonly Aggregate[]): ResolvedPlan {
  if (asked.length === 0) return resolved;
  return { ...resolved, proxies: [...resolved.proxies, ...asked.map((aggregate) => asProxy(aggregate, resolved.proxies))] };
}

function asProxy({ id, title, paper, proxies }: Aggregate, known: readonly ResolvedProxy[]): ResolvedProxy {
  const requests = known.filter(({ text }) => proxies.includes(text)).flatMap((part) => part.requests);
  return {
    text: id,
    proxy: defineProxy({
      id,
      title,
      paper,
      direction: 'higher',
      seeded: true,
      sharedByCanonical: false,
      options: {},
      requests: () => [],
      score: () => undefinedScore(together),
    }),
    options: {},
    requests,
    level: highestLevel(requests),
  };
}
