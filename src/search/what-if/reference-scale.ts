/**
 * Where a row of scores stands among the rows of the reference: the combination's order, as a percentile. Rows may be added at any time; the
 * order of those that are there is computed when it is asked for.
 */
import { countBelow, countUpTo } from '../../core/statistics/count-below.js';
import type { Combination } from '../../proxies/combine/types.js';
import type { Standing } from './types.js';

export interface ReferenceScale {
  readonly count: number;
  /** @param rows one number a proxy, higher is better; -Infinity where undefined. */
  add(rows: readonly (readonly number[])[]): void;
  /** Undefined while the reference is empty. */
  standingOf(row: readonly number[]): Standing | undefined;
}

/** @param weights of the proxies, in the order of the rows. */
export function createReferenceScale(combination: Combination, weights: readonly number[]): ReferenceScale {
  const scale = combination.createScale(weights);
  const members: (readonly number[])[] = [];
  let sorted = new Float64Array(0);
  return {
    get count() {
      return members.length;
    },
    add(rows) {
      for (const row of rows) {
        scale.add(row);
        members.push(row);
      }
    },
    standingOf(row) {
      const among = members.length;
      if (among === 0) return undefined;
      if (sorted.length !== among) sorted = Float64Array.from(members, (member) => scale.valueOf(member)).sort();
      const value = scale.valueOf(row);
      const below = countBelow(sorted, value);
      const equal = countUpTo(sorted, value) - below;
      return { percentile: (100 * (below + equal / 2)) / among, rank: among - below - equal + (equal + 1) / 2, among };
    },
  };
}
