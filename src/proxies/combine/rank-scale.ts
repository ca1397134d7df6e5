import { must } from '../../core/must.js';
import { createSortedNumbers } from '../../core/statistics/sorted-numbers.js';
import type { Scale } from './types.js';

/** A scale that reads only mid-ranks. @param combine the value of one mid-rank for each proxy (1 = worst) among m candidates. */
export function createRankScale(proxies: number, combine: (ranks: readonly number[], m: number) => number): Scale {
  const columns = Array.from({ length: proxies }, createSortedNumbers);
  return {
    add: (row) => columns.forEach((column, i) => column.add(must(row[i], 'a number a proxy'))),
    valueOf: (row) =>
      combine(
        columns.map((column, i) => column.rankOf(must(row[i], 'a number a proxy'))),
        Math.max(1, columns[0]?.count ?? 0),
      ),
  };
}
