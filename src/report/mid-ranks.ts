import { countBelow, countUpTo } from '../core/statistics/count-below.js';

/** Ranks from the good end; tied values share the mean of their ranks. It sorts numbers without a comparison function: tens of thousands take milliseconds. */
export function midRanks(values: Float64Array, direction: 'higher' | 'lower'): Float64Array {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  return midRanksAmong(sorted, values, direction);
}

/** The ranks of some values among all. @param sorted all values that are defined, ascending. */
export function midRanksAmong(sorted: Float64Array, values: Float64Array, direction: 'higher' | 'lower'): Float64Array {
  const n = sorted.length;
  return values.map((value) => {
    if (Number.isNaN(value)) return NaN;
    const first = countBelow(sorted, value);
    const end = countUpTo(sorted, value);
    return direction === 'lower' ? (first + 1 + end) / 2 : (2 * n - first - end + 1) / 2;
  });
}
