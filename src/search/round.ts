import { valueAt } from './column-of.js';
import { dominationRanks, paretoFront } from '../core/pareto/index.js';
import type { LimitCounts } from '../engine/limits/limits.js';
import type { Score } from '../proxies/types.js';
import type { Candidates } from './candidates.js';

/** The state of a search after a round. Its methods count anew at every call: call them when something is shown. */
export interface SearchRound {
  readonly candidates: Candidates;
  /** Level of the last round. */
  readonly level: number;
  readonly limits?: LimitCounts;
  /** The fitness of a candidate at a level; undefined for searchers that do not learn. */
  objectivesOf(index: number, level: number): readonly number[] | undefined;
  /** How many candidates have been scored at this level. */
  scored(): number;
  /** The candidate that is best in the first objective so far; undefined for searchers that do not learn. */
  best(): { readonly architecture: string; readonly scores: { readonly [proxy: string]: Score } } | undefined;
  /** Candidates that no other beats in all objectives; 0 for searchers that do not learn. */
  frontSize(): number;
}

export function createRound(state: Pick<SearchRound, 'candidates' | 'level' | 'limits' | 'objectivesOf'>): SearchRound {
  const { candidates, level, objectivesOf } = state;
  const indices = (): number[] => {
    const found: number[] = [];
    for (let i = 0; i < candidates.reached.length; i++) if (valueAt(candidates.reached, i) > level) found.push(i);
    return found;
  };
  return {
    ...state,
    scored: () => indices().length,
    best() {
      let best: { readonly index: number; readonly fitness: number } | undefined;
      for (const index of indices()) {
        const [fitness] = objectivesOf(index, level) ?? [];
        if (fitness !== undefined && (best === undefined || fitness > best.fitness)) best = { index, fitness };
      }
      if (best === undefined) return undefined;
      const { index } = best;
      const scores = Object.entries(candidates.columns).map(([proxy, column]) => [proxy, valueAt(column, index)] as const);
      return { architecture: valueAt(candidates.texts, index), scores: Object.fromEntries(scores) };
    },
    frontSize: () => frontSize(indices().flatMap((index) => [objectivesOf(index, level) ?? []])),
  };
}

function frontSize(given: readonly (readonly number[])[]): number {
  const points = given.filter(({ length }) => length > 0);
  const [first] = points;
  if (first === undefined) return 0;
  if (first.length === 2)
    return paretoFront(
      points.map((point) => valueAt(point, 0)),
      points.map((point) => valueAt(point, 1)),
      ['max', 'max'],
    ).length;
  return dominationRanks(points).reduce((count, rank) => count + (rank === 0 ? 1 : 0), 0);
}
