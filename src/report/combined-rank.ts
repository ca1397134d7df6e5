import { countUpTo } from '../core/statistics/count-below.js';
import { definedNumbers } from './defined-numbers.js';
import type { ReportData } from './types.js';

/** The rank of a combined score among all of a report: 1 is the best, equal scores share the better rank. */
export function combinedRank({ points }: ReportData): (combined: number) => number {
  const sorted = definedNumbers(points.combined);
  return (combined) => sorted.length - countUpTo(sorted, combined) + 1;
}
