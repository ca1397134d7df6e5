import { must } from '../../core/must.js';
import type { WeightedColumn } from './types.js';

/** The sum over columns of a weight times what `scale` makes of their values, for each candidate. */
export function weightedSums(columns: readonly WeightedColumn[], scale: (values: Float64Array) => Float64Array): Float64Array {
  const sums = new Float64Array(columns[0]?.values.length ?? 0);
  for (const { values, weight } of columns) {
    const scaled = scale(values);
    for (let i = 0; i < sums.length; i++)
      sums[i] = must(sums[i], 'a sum of each candidate') + weight * must(scaled[i], 'a value of each candidate');
  }
  return sums;
}
