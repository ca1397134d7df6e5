import type { ResolvedPlan } from '../engine/plan.js';
import { evidenceOrder } from '../evidence/levels.js';
import { createDeduplicator, type Deduplicator } from '../engine/deduplicate.js';
import { createFormScores } from './form-scores.js';

/** Proxies of one level of evidence. */
export interface Stage {
  readonly name: string;
  readonly proxies: readonly string[];
  /** Shared by all rounds: no canonical form is scored twice. */
  readonly deduplicator: Deduplicator<number>;
}

/** One stage for each level of evidence that is read, cheapest first: the levels of a search. */
export function stagesOf(resolved: ResolvedPlan): Stage[] {
  return evidenceOrder.flatMap((level) => {
    const texts = resolved.proxies.filter((proxy) => proxy.level === level).map(({ text }) => text);
    return texts.length === 0
      ? []
      : [{ name: texts.join(', '), proxies: texts, deduplicator: createDeduplicator(resolved, texts, createFormScores()) }];
  });
}
