/**
 * A benchmark table in memory: columns of texts (CSV), read as numbers on request, or of numbers (Parquet).
 * An empty cell is not in the source; `nan`, `inf` and `-inf` are literal; `read-number` has other forms.
 */
import { requireFields } from '../core/require-shape.js';
import { dataError, quote, usageError, type AssayError, type Place } from '../core/errors.js';
import { listNames } from '../core/list-names.js';
import { suggest } from '../core/suggest.js';
import { numberHint, readNumber } from './read-number.js';
import type { TableManifest } from './table-manifest.js';

/** What is known about a table before its columns are read. */
export interface TableHeader {
  /** The file or other source, for errors. */
  readonly source: string;
  /** Column names, as the header lists them. */
  readonly names: readonly string[];
  /** Where its rows come from and what its columns mean, if the file says so. */
  readonly manifest?: TableManifest;
}

/** Texts, or numbers with NaN for unknown ones. */
export type TableColumn = readonly string[] | Float64Array;

export interface Table extends TableHeader {
  readonly rows: number;
  /** Columns in the order of `names`, `rows` entries each. */
  readonly columns: readonly TableColumn[];
  /** Whether `73,33` is a number in its columns of texts. */
  readonly decimalComma?: boolean;
}

/** The start of errors about a table. */
export function tableWhere(table: { readonly source: string }): string {
  return `table ${table.source}`;
}

export function hasColumn(table: TableHeader, name: string): boolean {
  return table.names.includes(name);
}

/** The first of some lower-case names that a table has as a column, in any case; undefined if it has none. */
export function columnNamed(table: TableHeader, names: readonly string[]): string | undefined {
  const inAnyCase = (name: string): string | undefined => table.names.find((own) => own.trim().toLowerCase() === name);
  return names.find((name) => hasColumn(table, name)) ?? names.map(inAnyCase).find((own) => own !== undefined);
}

/** The texts of a column. @throws a data error that lists the existing columns. */
export function textColumn(table: Table, name: string): readonly string[] {
  const column = columnOf(table, name);
  return column instanceof Float64Array ? Array.from(column, (value) => (Number.isNaN(value) ? '' : String(value))) : column;
}

function columnOf(table: Table, name: string): TableColumn {
  requireFields('table', 'a table, as parseTable or readTable reads it', table, 'names');
  const column = table.columns[table.names.indexOf(name)];
  if (column === undefined) throw missingColumn(table, name);
  return column;
}

/** The numbers of a column, NaN where a cell is empty, `nan`, `N/A` or another word for it. @throws a data error that names the row of a cell that is not a number. */
export function numberColumn(table: Table, name: string): Float64Array {
  const column = columnOf(table, name);
  if (column instanceof Float64Array) return column;
  return Float64Array.from(column, (cell, i) => {
    const value = readNumber(cell, table.decimalComma);
    if (value === undefined)
      throw dataError(`${tableWhere(table)} row ${i + 1}`, {
        expected: `a number in column ${quote(name)}`,
        got: quote(cell),
        hint: numberHint(cell),
      });
    return value;
  });
}

/** `table <file>: expected a column "x", got a, b, c (...)`. */
export function missingColumn(table: TableHeader, name: string, hint?: string): Error {
  return dataError(tableWhere(table), { expected: `a column "${name}"`, got: listNames(table.names), hint, code: 'missing' });
}

/** The error for a column that an option names and the table lacks: a mistake of the command, not of the table. `also` are other words that the option takes. */
export function unknownColumn(option: Place, table: TableHeader, name: string, also: readonly string[] = []): AssayError {
  const near = suggest(name, [...also, ...table.names]);
  const all = `${also.length === 0 ? '' : `targets: ${listNames(also)}; `}columns: ${listNames(table.names)}`;
  return usageError(option, {
    expected: `${also.length === 0 ? 'a' : 'a target or a'} column of ${tableWhere(table)}`,
    got: quote(name),
    hint: near === undefined ? all : `did you mean "${near}"?`,
    code: 'unknown-name',
  });
}
