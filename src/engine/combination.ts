/** The default combination of a plan's scores, and which scores it uses: the same for every verb that ranks. */
import type { Column } from '../core/column.js';
import { parseSpec } from '../core/options.js';
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

/**
 * Equal weights for all that judges. Sizes are baselines and measurements are costs: these count only if a weight names them, or if there is
 * nothing else. @param parts of aggregates, which are not counted beside these.
 */
export function equalWeights({ proxies }: Pick<ResolvedPlan, 'proxies'>, parts: readonly string[] = []): string {
  const judging = proxies.filter(
    ({ text, proxy, level }) => proxy.isBaseline !== true && !evidenceLevels[level].isMeasured && !parts.includes(text),
  );
  const ids = [...new Set(judging.map(({ proxy }) => proxy.id))];
  return judging.length === 0 || judging.length === proxies.length || ids.length < judging.length
    ? 'rank-sum'
    : ['rank-sum', ...ids.map((id) => `${id}=1`)].join(':');
}

/**
 * How a search ranks: by the combination that is asked for; where no proxies are named, by the rule for those that it chose; otherwise by
 * equal weights, as every verb does.
 */
export function chooseCombination(
  { asked, isNamed }: { readonly asked?: string | undefined; readonly isNamed: boolean },
  resolved: Pick<ResolvedPlan, 'space' | 'proxies'>,
): string {
  if (asked !== undefined) return asked;
  const ids = (given: readonly string[]): string => given.toSorted().join();
  const judges = ids(resolved.proxies.flatMap(({ proxy, level }) => (evidenceLevels[level].isMeasured ? [] : [proxy.id])));
  const rule = isNamed
    ? undefined
    : efforts
        .map((effort) => judgementOf(effort, resolved.space?.properties).combine)
        .find((text) => ids(Object.keys(parseCombination(text).weights)) === judges);
  return rule ?? equalWeights(resolved);
}

/** Proxies of an aggregate that are named without it weigh the same: says so, because its name would combine them otherwise. */
export function unweightedNotes(
  asked: AskedCombination | undefined,
  { proxies }: Pick<ResolvedPlan, 'proxies'>,
): readonly string[] {
  const named = proxies.map(({ proxy }) => proxy.id);
  const like =
    asked === undefined
      ? aggregates.find(
          ({ proxies: parts, combine }) =>
            combine !== ['rank-sum', ...parts.map((part) => `${part}=1`)].join(':') &&
            parts.length === named.length &&
            parts.every((part) => named.includes(parseSpec(part, 'proxy').id)),
        )
      : undefined;
  return like === undefined
    ? []
    : [`${named.join(', ')}: equal weights; the aggregate ${like.id} is ${like.proxies.join(',')} combined by ${like.combine}`];
}

/**
 * The scores of proxies as columns to combine.
 * @param scoresOf the scores of a proxy, by its text; left out to check or to weigh only.
 * @param beside texts of proxies that were added as baselines: like measurements, they count only if a weight names them.
 */
export function scoreColumns(
  proxies: readonly ResolvedProxy[],
  scoresOf: (text: string) => Column<Score> = () => [],
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
