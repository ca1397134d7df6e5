/** The Pareto front of a finished search in its objectives. */
import type { Column } from '../../core/column.js';
import { columnOf, valueAt } from '../column-of.js';
import { dominationRanks, hypervolume, kneePoint, paretoFront } from '../../core/pareto/index.js';
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
  const columns = objectives.map((objective) => objectiveColumn(outcome, combined, objective));
  const count = outcome.candidates.length;
  const defined = definedIn(columns, count);
  const members = bestOfForms(outcome, unbeaten(columns, defined));
  const asMeasured = (point: readonly number[]): number[] =>
    point.map((value, k) => (objectives[k]?.goal === 'max' ? value : 0 - value));
  const front = members.map(({ point }) => point);
  const reference = defined.length === 0 ? [] : columns.map((column) => worstOf(column, defined));
  return {
    objectives,
    indices: members.map(({ index }) => index),
    values: front.map(asMeasured),
    knee: kneePoint(front),
    hypervolume: front.length === 0 ? 0 : hypervolume(front, reference),
    reference: asMeasured(reference),
  };
}

/** The values of an objective, higher is better; no finite number where it has none. */
export function objectiveColumn(outcome: SearchOutcome, combined: Combined, objective: Objective): Float64Array {
  const sign = objective.goal === 'max' ? 1 : -1;
  if (objective.kind === 'score')
    return isUnscored(combined)
      ? new Float64Array(combined.values.length).fill(-Infinity)
      : combined.values.map((value) => sign * value);
  if (objective.kind === 'quantity') return signed(columnOf(outcome.quantities, objective.quantity), sign);
  return orientScores({
    direction: objective.goal === 'max' ? 'higher' : 'lower',
    scores: columnOf(outcome.columns, objective.proxy),
  });
}

interface Member {
  readonly index: number;
  readonly point: readonly number[];
}

/** Not `from` and `filter`, which make a list of a million numbers first; nor below. */
function signed(column: Column<number>, sign: number): Float64Array {
  const values = new Float64Array(column.length);
  let at = 0;
  for (const value of column) values[at++] = sign * value;
  return values;
}

/** The candidates with a value in every column. */
function definedIn(columns: readonly Float64Array[], count: number): Uint32Array {
  const indices = new Uint32Array(count);
  let found = 0;
  for (let index = 0; index < count; index++) if (isFiniteAt(columns, index)) indices[found++] = index;
  return indices.subarray(0, found);
}

function isFiniteAt(columns: readonly Float64Array[], index: number): boolean {
  for (const column of columns) if (!Number.isFinite(column[index])) return false;
  return true;
}

function worstOf(column: Float64Array, indices: Uint32Array): number {
  let worst = Infinity;
  for (const index of indices) if (valueAt(column, index) < worst) worst = valueAt(column, index);
  return worst;
}

/** The points that no other beats. Of two objectives by their columns: a list for each of a million points would take more memory than all else. */
function unbeaten(columns: readonly Float64Array[], indices: Uint32Array): Member[] {
  const pointAt = (index: number): number[] => columns.map((column) => valueAt(column, index));
  const [first, second, ...others] = columns;
  if (first !== undefined && second !== undefined && others.length === 0) {
    const pick = (column: Float64Array): Float64Array => {
      const values = new Float64Array(indices.length);
      for (let i = 0; i < indices.length; i++) values[i] = valueAt(column, valueAt(indices, i));
      return values;
    };
    return paretoFront(pick(first), pick(second), ['max', 'max']).map((place) => {
      const index = valueAt(indices, place);
      return { index, point: pointAt(index) };
    });
  }
  const points = Array.from(indices, pointAt);
  const ranks = dominationRanks(points);
  return points.flatMap((point, place) => (ranks[place] === 0 ? [{ index: valueAt(indices, place), point }] : []));
}

/** One for each canonical form, best in the first objective first. */
function bestOfForms({ forms }: SearchOutcome, members: readonly Member[]): Member[] {
  const met = new Set<number>();
  return members
    .toSorted((a, b) => valueAt(b.point, 0) - valueAt(a.point, 0) || a.index - b.index)
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
