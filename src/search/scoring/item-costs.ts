/** Limits and objectives of architectures that are given, not proposed: everything that a search may name is counted for each, and the limits are judged once all numbers are known. */
import { columnOf, valueAt } from '../column-of.js';
import { compileCondition, namesIn } from '../../core/condition/index.js';
import { dominationRanks } from '../../core/pareto/index.js';
import { usageError, parameter } from '../../core/errors.js';
import { parseLimits, pickQuantities, quantityNames, type Quantity } from '../../engine/limits/quantities.js';
import type { ResolvedPlan } from '../../engine/plan.js';
import { orientScores } from '../../proxies/combine/index.js';
import type { SearchSpace } from '../../spaces/types.js';
import { openCosts, type CostOptions } from '../costs.js';
import { parseObjectives, type Objective } from '../objectives.js';
import type { Score } from '../../proxies/types.js';
import { architectureOf, costOf } from './cost-of.js';
import type { GoodItem } from './types.js';

/** What is known about one architecture besides its scores. */
export interface ItemCosts {
  /** The quantities that limits and objectives name; NaN where one is not known. */
  readonly quantities: { readonly [name: string]: number };
  /** Left out without limits. `values`: all that the limits name, including scores. */
  readonly limits?: { readonly isKept: boolean; readonly values: { readonly [name: string]: number } };
}

interface ItemCostReader {
  /** Measured proxies that limits and objectives name: they are added to the named proxies. */
  readonly measured: readonly string[];
  readonly notes: readonly string[];
  /** The objectives, once the plan is known. @throws a usage error for an unknown name. */
  objectives(resolved: ResolvedPlan): readonly Objective[];
  costsOf(item: GoodItem, scores: { readonly [proxy: string]: Score }): ItemCosts;
}

const nothingNamed: ItemCosts = { quantities: {} };

/** @throws a usage error for a malformed condition, and for tables without a space whose architectures they list. */
export async function openItemCosts(space: SearchSpace | undefined, options: CostOptions): Promise<ItemCostReader> {
  const { where, objectives } = options;
  const costs = await openCosts(space, options);
  const { known, later } = costs;
  const condition = where === undefined ? undefined : parseLimits(where, known, later);
  const inLimits = condition === undefined ? [] : namesIn(condition);
  if (condition !== undefined && inLimits.length === 0)
    throw usageError(parameter('where'), {
      expected: 'a condition on the architectures',
      got: where,
      hint: `quantities: ${known.map(({ id }) => id).join(', ')}`,
      code: 'malformed',
    });
  const decide = condition === undefined ? undefined : compileCondition(condition, inLimits);
  const inObjectives = (objectives ?? []).map((text) => text.replace(/=(?:max|min)$/, ''));
  const counted = new Set([
    ...inLimits.filter((name) => !later.includes(name)),
    ...inObjectives.filter((name) => quantityNames(name, known).includes(name)),
  ]);
  const chosen = pickQuantities([...counted], known);
  return {
    measured: costs.measured,
    notes: costs.notes,
    objectives: (resolved) => parseObjectives(objectives ?? ['score'], resolved, known),
    costsOf(item, scores) {
      if (chosen.length === 0 && decide === undefined) return nothingNamed;
      const quantities = Object.fromEntries(chosen.map((quantity) => [quantity.id, valueOf(quantity, item, space)]));
      if (decide === undefined) return { quantities };
      const values = inLimits.map(
        (name) => [name, later.includes(name) ? scoreOf(name, scores) : (quantities[name] ?? NaN)] as const,
      );
      return {
        quantities,
        limits: {
          isKept: decide(Float64Array.from(values, ([, value]) => value)) === true,
          values: Object.fromEntries(values),
        },
      };
    },
  };
}

function valueOf({ ofGenotype, ofCost, ofArchitecture }: Quantity, item: GoodItem, space: SearchSpace | undefined): number {
  if (ofGenotype !== undefined) return item.known === undefined ? NaN : ofGenotype(item.known.genotype);
  if (ofCost !== undefined) return ofCost(costOf(item));
  return ofArchitecture?.(architectureOf(item, space)) ?? NaN;
}

/** The score that a limit names by the id of its proxy, with any options. */
function scoreOf(id: string, scores: { readonly [proxy: string]: Score }): number {
  const key = Object.keys(scores).find((text) => text === id || text.startsWith(`${id}:`));
  const score = key === undefined ? undefined : scores[key];
  return score?.ok === true ? score.value : NaN;
}

/** Rows in the order of their objectives: the front first, then rows that only the front beats, and so on; rows without a value last. `front`: 1 on the front. */
interface ObjectiveOrder {
  readonly order: readonly number[];
  /** By row; undefined where an objective has no value. */
  readonly front: readonly (number | undefined)[];
}

/** @param combined the combined scores of the rows. */
export function orderByObjectives(
  objectives: readonly Objective[],
  rows: readonly { readonly evaluation: { readonly scores: { readonly [proxy: string]: Score } }; readonly costs: ItemCosts }[],
  combined: Float64Array,
): ObjectiveOrder {
  const columns = objectives.map((objective): Float64Array => {
    const sign = objective.goal === 'max' ? 1 : -1;
    if (objective.kind === 'score') return combined.map((value) => sign * value);
    if (objective.kind === 'quantity')
      return Float64Array.from(rows, ({ costs }) => sign * (costs.quantities[objective.quantity] ?? NaN));
    return orientScores({
      direction: objective.goal === 'max' ? 'higher' : 'lower',
      scores: rows.map(({ evaluation }) => columnOf(evaluation.scores, objective.proxy)),
    });
  });
  const places = rows.flatMap((_, i) => (columns.every((column) => Number.isFinite(column[i])) ? [i] : []));
  const ranks = dominationRanks(places.map((i) => columns.map((column) => valueAt(column, i))));
  const front: (number | undefined)[] = rows.map(() => undefined);
  places.forEach((i, place) => (front[i] = valueAt(ranks, place) + 1));
  const [first = combined] = columns;
  const order = [...rows.keys()].sort((a, b) => {
    const [one, other] = [front[a] ?? Infinity, front[b] ?? Infinity];
    return one === other ? (one === Infinity ? 0 : valueAt(first, b) - valueAt(first, a)) || a - b : one - other;
  });
  return { order, front };
}
