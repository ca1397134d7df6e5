import type { Column } from '../core/column.js';

/** The numbers of a column that are defined, ascending. Not `filter`, which makes a list of a million numbers first. */
export function definedNumbers(column: Column<number | null>): Float64Array {
  const numbers = new Float64Array(column.length);
  let count = 0;
  for (const value of column) if (value !== null && !Number.isNaN(value)) numbers[count++] = value;
  return numbers.subarray(0, count).sort();
}
