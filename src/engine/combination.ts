/** The default combination of a plan's scores, and which scores it uses: the same for every verb that ranks. */
import { parseCombination, type ScoreColumn } from '../proxies/combine/index.js';
import type { Score } from '../proxies/types.js';
import { aggregateOf, aggregates } from '../proxies/aggregates.js';
import { evidenceLevels } from '../evidence/levels.js';
import { efforts, judgementOf, type Judgement } from '../spaces/judgement.js';
import type { SearchSpace } from '../spaces/types.js';
import type { ProxyGiven } from './values.js';
import type { ResolvedPlan, ResolvedProxy } from './plan.js';

/** How a request orders several architectures. */
export interface AskedCombination {
  readonly text: string;
  /** The id of an aggregate, or `judgement`; undefined for a combination that the request names. */
  readonly of?: string;
}

/**
 * What a request says about its combination, the same for every verb: the one that it names; that of an aggregate; where it names no
 * proxies, that of the judgement. Undefined for proxies without a combination: each verb says what it does with these.
 * @param judgement left out if it may not be what is scored, as in a search that has too little time.
 */
export function askedCombination(
  { combine, proxies }: { readonly combine?: string; readonly proxies?: readonly ProxyGiven[] },
  judgement?: Judgement,
): AskedCombination | undefined {
  if (combine !== undefined) return { text: combine };
  const aggregate = aggregateOf(proxies);
  if (aggregate !== undefined) return { text: aggregate.combine, of: aggregate.id };
  return proxies === undefined && judgement !== undefined ? { text: judgement.combine, of: 'judgement' } : undefined;
}

/** The combinations that have a name: those of aggregates, and of the judgement for a space. */
function knownRules(space: SearchSpace | undefined): { readonly combine: string; readonly note?: string }[] {
  return [...aggregates, ...efforts.map((effort) => judgementOf(effort, space?.properties))];
}

/** On what data a combination was chosen, for those that have a name; undefined for others. */
export function combinationNote(combination: string, space: SearchSpace | undefined): string | undefined {
  return knownRules(space).find(({ combine }) => combine === combination)?.note;
}

/** The chosen combination; that of an aggregate or of the judgement, when its proxies were chosen; equal weights otherwise. A measurement is a cost: it counts only if it is named, or if there is nothing else. */
export function chooseCombination(
  chosen: string | undefined,
  { space, proxies }: Pick<ResolvedPlan, 'space' | 'proxies'>,
): string {
  if (chosen !== undefined) return chosen;
  const rules = knownRules(space).map(({ combine }) => combine);
  const judges = proxies.filter(({ level }) => !evidenceLevels[level].isMeasured);
  const ids = judges
    .map(({ proxy }) => proxy.id)
    .sort()
    .join();
  const rule = rules.find((text) => Object.keys(parseCombination(text).weights).sort().join() === ids);
  if (rule !== undefined) return rule;
  const isAmbiguous = new Set(judges.map(({ proxy }) => proxy.id)).size < judges.length;
  if (judges.length === proxies.length || judges.length === 0 || isAmbiguous) return 'rank-sum';
  return ['rank-sum', ...judges.map(({ proxy }) => `${proxy.id}=1`)].join(':');
}

/**
 * The scores of proxies as columns to combine.
 * @param scoresOf the scores of a proxy, by its text; left out to check or to weigh only.
 * @param beside texts of proxies that were added as baselines: like measurements, they count only if a weight names them.
 */
export function scoreColumns(
  proxies: readonly ResolvedProxy[],
  scoresOf: (text: string) => readonly Score[] = () => [],
  beside: readonly string[] = [],
): ScoreColumn[] {
  return proxies.map(({ text, proxy, level }) => ({
    key: text,
    id: proxy.id,
    direction: proxy.direction,
    scores: scoresOf(text),
    isBeside: evidenceLevels[level].isMeasured || beside.includes(text),
  }));
}
