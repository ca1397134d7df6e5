/** The candidates of a search in order: combined scores, sizes, and the best that differ in canonical form. */
import { bestOrder } from '../best-order.js';
import { onlyOf } from '../../core/only-of.js';
import { mapColumn, type Column } from '../../core/column.js';
import { columnOf, valueAt } from '../column-of.js';
import { scoreColumns } from '../../engine/combination.js';
import type { ResolvedPlan } from '../../engine/plan.js';
import { combineScores, type Combined } from '../../proxies/combine/index.js';
import type { Objective } from '../objectives.js';
import type { SearchOutcome } from '../run-search.js';
import { frontOf, objectiveColumn, type Front } from './front.js';
import { isUnscored } from './is-unscored.js';

/** The candidates of a search in order, with combined scores and sizes. */
export interface Ranking {
  /** How many of the best were asked for. */
  readonly asked: number;
  readonly combined: Combined;
  readonly params: Column<number>;
  readonly macs: Column<number>;
  /** What the best are best in, in place of the combined score: an objective that stands alone. */
  readonly by: Objective | undefined;
  /** Its values, higher is better, or the combined score; undefined if nothing was scored. */
  readonly order: Float64Array | undefined;
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
function firstOfForm(indices: Iterable<number>, forms: Column<number>, most: number): number[] {
  const seen = new Set<number>();
  const first: number[] = [];
  for (const i of indices) {
    const form = valueAt(forms, i);
    if (seen.has(form)) continue;
    if (first.length >= most) break;
    seen.add(form);
    first.push(i);
  }
  return first;
}

/** The best candidates, one for each canonical form, and how many share the form of each; none if nothing orders them. */
export function bestOf(order: Ranking['order'], forms: Column<number>, most: number): Pick<Ranking, 'best' | 'shared'> {
  if (order === undefined) return { best: [], shared: [] };
  const best = firstOfForm(bestOrder(order), forms, most);
  const counts = new Map(best.map((i) => [valueAt(forms, i), 0]));
  for (const form of forms) {
    const count = counts.get(form);
    if (count !== undefined) counts.set(form, count + 1);
  }
  return { best, shared: best.map((i) => counts.get(valueAt(forms, i)) ?? 0) };
}

/** An objective that stands alone, unless it is the usual one. */
function soleObjective(objectives: readonly Objective[]): Objective | undefined {
  const sole = onlyOf(objectives);
  return sole?.kind === 'score' && sole.goal === 'max' ? undefined : sole;
}

/** `params, the lowest first`; undefined where the combined score orders the best. */
export function orderWords({ by }: Ranking): string | undefined {
  return by === undefined
    ? undefined
    : `${by.text.replace(/=(?:max|min)$/, '')}, the ${by.goal === 'max' ? 'highest' : 'lowest'} first`;
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
  const params = mapColumn(outcome.costs, (cost) => cost.params);
  const macs = mapColumn(outcome.costs, (cost) => cost.macs);
  const by = soleObjective(objectives);
  const scored = isUnscored(combined) ? undefined : combined.values;
  const order = by === undefined ? scored : objectiveColumn(outcome, combined, by);
  return {
    asked: top,
    combined,
    params,
    macs,
    by,
    order,
    ...bestOf(order, outcome.forms, top),
    front: frontOf(
      objectives.length > 1 ? outcome : { ...outcome, quantities: { macs } },
      combined,
      objectives.length > 1 ? objectives : scoreAndMacs,
    ),
  };
}
