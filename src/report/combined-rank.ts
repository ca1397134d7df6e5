import { countUpTo } from '../core/statistics/count-below.js';
import type { ReportData } from './types.js';

/** The rank of a combined score among all of a report: 1 is the best, equal scores share the better rank. */
export function combinedRank({ points }: ReportData): (combined: number) => number {
  const sorted = Float64Array.from(points.combined)
    .filter((value) => !Number.isNaN(value))
    .sort();
  return (combined) => sorted.length - countUpTo(sorted, combined) + 1;
}
