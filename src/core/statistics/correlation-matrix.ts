/** Kendall's tau-b of every pair of columns, each over the rows where both are known, with its n and 95 % interval. */
import { must } from '../must.js';
import { kendallInterval } from './kendall-interval.js';
import { kendallTauB } from './kendall-tau-b.js';

/** One pair of columns. */
export interface CorrelationCell {
  /** Null where a column is constant or too few rows are known. */
  readonly tau: number | null;
  /** Rows where both are known. */
  readonly n: number;
  /** 95 %; null below five rows. */
  readonly interval: readonly [low: number, high: number] | null;
}

/** A square of cells, in the order of the columns. @param columns of one length; NaN: not known. @param rows the rows that count; by default, all. */
export function correlationMatrix(columns: readonly ArrayLike<number>[], rows?: ArrayLike<number>): CorrelationCell[][] {
  const cells: CorrelationCell[][] = [];
  for (const [a, column] of columns.entries())
    cells.push(columns.map((other, b) => cells[b]?.[a] ?? correlate(column, other, rows)));
  return cells;
}

function correlate(x: ArrayLike<number>, y: ArrayLike<number>, rows?: ArrayLike<number>): CorrelationCell {
  const length = rows === undefined ? x.length : rows.length;
  const first = new Float64Array(length);
  const second = new Float64Array(length);
  let n = 0;
  for (let i = 0; i < length; i++) {
    const row = rows === undefined ? i : must(rows[i], 'a row');
    const one = x[row] ?? NaN;
    const other = y[row] ?? NaN;
    if (Number.isNaN(one) || Number.isNaN(other)) continue;
    first[n] = one;
    second[n++] = other;
  }
  const tau = n < 2 ? null : kendallTauB(first.subarray(0, n), second.subarray(0, n));
  return { tau, n, interval: tau === null ? null : kendallInterval(tau, n) };
}
