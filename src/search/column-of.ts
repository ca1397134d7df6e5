/** Reads of columns in loops over all candidates: a message is made only when it is needed. */
import type { Column } from '../core/column.js';

/** The column of a proxy or a quantity, or its score; that there is one was checked when the search was opened. */
export function columnOf<T>(columns: { readonly [key: string]: T }, key: string): T {
  const column = columns[key];
  if (column === undefined) throw new Error(`expected a column of ${key}, got nothing`);
  return column;
}

/** The value of a candidate, by its index. */
export function valueAt<T>(column: Pick<Column<T>, 'at'>, index: number): T {
  const value = column.at(index);
  if (value === undefined) throw new Error(`expected a value at ${index}, got nothing`);
  return value;
}
