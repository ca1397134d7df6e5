import type { ReportData } from './types.js';

/** The rank of a combined score among all of a report: 1 is the best, equal scores share the better rank. */
export function combinedRank({ points }: ReportData): (combined: number) => number {
  const sorted = Float64Array.from(points.combined.filter((value) => !Number.isNaN(value))).sort();
  return (combined) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle] <= combined) low = middle + 1;
      else high = middle;
    }
    return sorted.length - low + 1;
  };
}
