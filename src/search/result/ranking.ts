/** The candidates of a search in order: combined scores, sizes, and the best that differ in canonical form. */
import { bestOrder } from '../best-order.js';
import { columnOf, valueAt } from '../column-of.js';
import { scoreColumns } from '../../engine/combination.js';
import type { ResolvedPlan } from '../../engine/plan.js';
import { combineScores, type Combined } from '../../proxies/combine/index.js';
import type { Objective } from '../objectives.js';
import type { SearchOutcome } from '../run-search.js';
import { frontOf, type Front } from './front.js';
import { isUnscored } from './is-unscored.js';

/** The candidates of a search in order, with combined scores and sizes. */
export interface Ranking {
  readonly combined: Combined;
  readonly params: readonly number[];
  readonly macs: readonly number[];
  /** Indices of the best candidates, one for each canonical form, best first; of equals the one proposed first. */
  readonly best: readonly number[];
  /** How many candidates share the canonical form of each of the best. */
  readonly shared: readonly number[];
  /** The objectives of the search; by default, combined score and MACs. */
  readonly front: Front;
}

interface RankingOptions {
  readonly combination: string;
  /** How many of the best to name. */
  readonly top: number;
  readonly objectives: readonly Objective[];
}

const scoreAndMacs: readonly Objective[] = [
  { text: 'score', kind: 'score', goal: 'max' },
  { text: 'macs', kind: 'quantity', quantity: 'macs', goal: 'min' },
];

/** Only the first index of each canonical form. */
function firstOfForm(indices: Iterable<number>, canonical: readonly string[], most = Infinity): number[] {
  const seen = new Set<string>();
  const first: number[] = [];
  for (const i of indices) {
    const form = valueAt(canonical, i);
    if (seen.has(form)) continue;
    if (first.length >= most) break;
    seen.add(form);
    first.push(i);
  }
  return first;
}

/** The best candidates by combined score, one for each canonical form, and how many share the form of each; none if nothing was scored. */
export function bestOf(combined: Combined, canonical: readonly string[], most: number): Pick<Ranking, 'best' | 'shared'> {
  if (isUnscored(combined)) return { best: [], shared: [] };
  const { values } = combined;
  const best = firstOfForm(bestOrder(values), canonical, most);
  return { best, shared: best.map((i) => canonical.reduce((count, form) => count + (form === canonical[i] ? 1 : 0), 0)) };
}

/** @throws a usage error when the combination does not suit the plan's proxies. */
export function rankCandidates(
  outcome: SearchOutcome,
  { proxies }: ResolvedPlan,
  { combination, top, objectives }: RankingOptions,
): Ranking {
  const combined = combineScores(
    combination,
    scoreColumns(proxies, (text) => columnOf(outcome.columns, text)),
  );
  const costs = outcome.known.map((known) => known.cost());
  const macs = costs.map((cost) => cost.macs);
  return {
    combined,
    params: costs.map((cost) => cost.params),
    macs,
    ...bestOf(combined, outcome.canonical, top),
    front: frontOf(
      objectives.length > 1 ? outcome : { ...outcome, quantities: { macs } },
      combined,
      objectives.length > 1 ? objectives : scoreAndMacs,
    ),
  };
}
