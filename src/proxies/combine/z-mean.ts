import { must } from '../../core/must.js';
import type { Combination } from './types.js';
import { weightedSums } from './weighted-sums.js';

/** Standard deviations below the worst defined score at which undefined scores are put. */
const undefinedGap = 1;

/**
 * Weighted mean of z-scores, (value - mean) / population deviation over the defined scores of a proxy. Sees distances, not only order,
 * so that one heavy tail can dominate. Undefined scores are put one deviation below the worst defined one; a constant proxy gives 0 to all it defines.
 */
export const zMean: Combination = {
  id: 'z-mean',
  title: 'Weighted mean of z-scores',
  paper: 'the soft vote of SWRCor (WRCor, kunjing96/ZSNAS-WRCor); weights and the place of undefined scores ours',
  combine(columns) {
    const total = columns.reduce((sum, { weight }) => sum + weight, 0);
    return weightedSums(
      columns.map(({ values, weight }) => ({ values, weight: weight / total })),
      standardScores,
    );
  },
  createScale(weights) {
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const columns = weights.map((weight) => ({ share: weight / total, scale: createZScale() }));
    const at = (row: readonly number[], i: number): number => must(row[i], 'a number a proxy');
    return {
      add: (row) => columns.forEach(({ scale }, i) => scale.add(at(row, i))),
      valueOf: (row) => columns.reduce((sum, { share, scale }, i) => sum + share * scale.valueOf(at(row, i)), 0),
    };
  },
};

/** Standard scores among the numbers added, by Welford's running sums. */
function createZScale(): { add(value: number): void; valueOf(value: number): number } {
  let count = 0;
  let mean = 0;
  let squares = 0;
  let lowest = Infinity;
  const z = (value: number): number => (squares > 0 ? (value - mean) / Math.sqrt(squares / count) : 0);
  return {
    add(value) {
      if (!Number.isFinite(value)) return;
      count++;
      const before = mean;
      mean += (value - mean) / count;
      squares += (value - before) * (value - mean);
      lowest = Math.min(lowest, value);
    },
    valueOf: (value) => (Number.isFinite(value) ? z(value) : (count === 0 ? 0 : z(lowest)) - undefinedGap),
  };
}

function standardScores(values: Float64Array): Float64Array {
  const defined = values.filter(Number.isFinite);
  const mean = defined.reduce((sum, value) => sum + value, 0) / defined.length;
  const deviation = Math.sqrt(defined.reduce((sum, value) => sum + (value - mean) ** 2, 0) / defined.length);
  const scale = deviation > 0 ? 1 / deviation : 0;
  const lowest = defined.reduce((low, value) => Math.min(low, (value - mean) * scale), 0);
  return values.map((value) => (Number.isFinite(value) ? (value - mean) * scale : lowest - undefinedGap));
}
