/** The Pareto front of a finished search in its objectives. */
import { columnOf, valueAt } from '../column-of.js';
import { dominationRanks, hypervolume, kneePoint, rangesOf } from '../../core/pareto/index.js';
import { orientScores, type Combined } from '../../proxies/combine/index.js';
import type { Objective } from '../objectives.js';
import type { SearchOutcome } from '../run-search.js';
import { isUnscored } from './is-unscored.js';

/** A Pareto front with its objectives. */
export interface Front {
  readonly objectives: readonly Objective[];
  /** Indices of the candidates on it, one for each canonical form, best in the first objective first. */
  readonly indices: readonly number[];
  /** Their objectives as measured. */
  readonly values: readonly (readonly number[])[];
  /** Place in `indices` of the knee. */
  readonly knee: number | undefined;
  /** Volume that the front dominates above `reference`, the worst value met of each objective. */
  readonly hypervolume: number;
  readonly reference: readonly number[];
}

/** Candidates without a value in one of the objectives are left out. */
export function frontOf(outcome: SearchOutcome, combined: Combined, objectives: readonly Objective[]): Front {
  const nothing = new Float64Array(combined.values.length).fill(-Infinity);
  const columns = objectives.map((objective): Float64Array => {
    const sign = objective.goal === 'max' ? 1 : -1;
    if (objective.kind === 'score') return isUnscored(combined) ? nothing : combined.values.map((value) => sign * value);
    if (objective.kind === 'quantity')
      return Float64Array.from(columnOf(outcome.quantities, objective.quantity), (value) => sign * value);
    return orientScores({
      direction: objective.goal === 'max' ? 'higher' : 'lower',
      scores: columnOf(outcome.columns, objective.proxy),
    });
  });
  const defined: number[] = [];
  const points: number[][] = [];
  for (let index = 0; index < outcome.candidates.length; index++) {
    const point = columns.map((column) => column[index] ?? NaN);
    if (!point.every(Number.isFinite)) continue;
    defined.push(index);
    points.push(point);
  }
  const members = bestOfForms(outcome, defined, points);
  const asMeasured = (point: readonly number[]): number[] =>
    point.map((value, k) => (objectives[k]?.goal === 'max' ? value : 0 - value));
  const front = members.map(({ point }) => point);
  const reference = rangesOf(points).map(({ worst }) => worst);
  return {
    objectives,
    indices: members.map(({ index }) => index),
    values: front.map(asMeasured),
    knee: kneePoint(front),
    hypervolume: front.length === 0 ? 0 : hypervolume(front, reference),
    reference: asMeasured(reference),
  };
}

interface Member {
  readonly index: number;
  readonly point: readonly number[];
}

/** The points that no other beats, one for each canonical form, best in the first objective first. @param indices of the points. */
function bestOfForms({ forms }: SearchOutcome, indices: readonly number[], points: readonly (readonly number[])[]): Member[] {
  const ranks = dominationRanks(points);
  const members: Member[] = [];
  for (const [place, index] of indices.entries()) if (ranks[place] === 0) members.push({ index, point: valueAt(points, place) });
  const met = new Set<number>();
  return members
    .sort((a, b) => valueAt(b.point, 0) - valueAt(a.point, 0) || a.index - b.index)
    .filter(({ index }) => {
      const form = valueAt(forms, index);
      return !met.has(form) && met.add(form);
    });
}

/** Places in `indices` of a front, one list for each point: architectures that are equal in all objectives share a point. */
export function frontPoints({ values }: Front): (readonly [number, ...number[]])[] {
  const points = new Map<string, [number, ...number[]]>();
  for (const [place, point] of values.entries()) {
    const key = point.join();
    const equal = points.get(key);
    if (equal === undefined) points.set(key, [place]);
    else equal.push(place);
  }
  return [...points.values()];
}
