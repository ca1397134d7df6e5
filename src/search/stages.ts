import type { ResolvedPlan } from '../engine/plan.js';
import { evidenceOrder } from '../evidence/levels.js';

/** Proxies of one level of evidence. */
export interface Stage {
  readonly name: string;
  readonly proxies: readonly string[];
}

/** One stage for each level of evidence that is read, cheapest first: the levels of a search. */
export function stagesOf(resolved: ResolvedPlan): Stage[] {
  return evidenceOrder.flatMap((level) => {
    const texts = resolved.proxies.filter((proxy) => proxy.level === level).map(({ text }) => text);
    return texts.length === 0 ? [] : [{ name: texts.join(', '), proxies: texts }];
  });
}
