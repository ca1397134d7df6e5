/** Proxies that a search had no time for: nothing is ranked by them, and the result is without them. */
import { furthestOf } from './finalists.js';
import type { ResolvedPlan, ResolvedProxy } from '../../engine/plan.js';
import { parseCombination } from '../../proxies/combine/index.js';
import type { Objective } from '../objectives.js';
import type { SearchOutcome } from '../run-search.js';
import { stagesOf } from '../stages.js';

interface Ranked {
  readonly outcome: SearchOutcome;
  readonly resolved: ResolvedPlan;
  readonly combination: string;
  readonly objectives: readonly Objective[];
}

/** What is ranked, without the proxies of stages that no candidate reached, and a sentence about these. */
export function withoutUnreached(ranked: Ranked): Ranked & { readonly notes: readonly string[] } {
  const { outcome, resolved, combination, objectives } = ranked;
  const furthest = furthestOf(outcome.reached);
  if (furthest === 0 || furthest === outcome.stages) return { ...ranked, notes: [] };
  const texts = stagesOf(resolved)
    .slice(furthest)
    .flatMap(({ proxies }) => proxies);
  const unreached = resolved.proxies.filter(({ text }) => texts.includes(text));
  const scored = resolved.proxies.filter(({ text }) => !texts.includes(text));
  const left = objectives.filter((objective) => objective.kind !== 'proxy' || !texts.includes(objective.proxy));
  return {
    outcome: {
      ...outcome,
      stages: furthest,
      columns: Object.fromEntries(Object.entries(outcome.columns).filter(([text]) => !texts.includes(text))),
    },
    resolved: { ...resolved, proxies: scored },
    combination: combinationWithout(combination, { left: scored, gone: unreached }),
    objectives: left.length === 0 ? [{ text: 'score', kind: 'score', goal: 'max' }] : left,
    notes: [`no time was left for ${texts.join(', ')}: the order is by ${scored.map(({ text }) => text).join(', ')} alone`],
  };
}

/** A combination without the weights of proxies that scored nothing; with equal weights if none of its proxies is left. */
export function combinationWithout(
  text: string,
  { left, gone }: { readonly left: readonly ResolvedProxy[]; readonly gone: readonly ResolvedProxy[] },
): string {
  if (gone.length === 0) return text;
  const { combination, weights } = parseCombination(text);
  const isLeft = (name: string): boolean =>
    left.some((proxy) => proxy.text === name || proxy.proxy.id === name) ||
    !gone.some((proxy) => proxy.text === name || proxy.proxy.id === name);
  return [
    combination.id,
    ...Object.entries(weights).flatMap(([name, weight]) => (isLeft(name) ? [`${name}=${weight}`] : [])),
  ].join(':');
}
