/**
 * A benchmark table in memory: columns of texts (CSV), read as numbers where numbers are asked for, or of numbers (Parquet).
 * Cells follow the shared data's convention: empty = not in the source, `nan`, `inf` and `-inf` literal.
 */
import Papa from 'papaparse';
import { dataError, quote, usageError, type AssayError } from '../core/errors.js';
import { suggest } from '../core/suggest.js';
import type { TableManifest } from './table-manifest.js';

/** What is known of a table before its columns are read. */
export interface TableHeader {
  /** The file or whatever else it came from, for errors. */
  readonly source: string;
  /** Column names, as the header lists them. */
  readonly names: readonly string[];
  /** Where its rows come from and what its columns mean, where the file says so. */
  readonly manifest?: TableManifest;
}

/** Texts, or numbers with NaN for what is not known. */
export type TableColumn = readonly string[] | Float64Array;

export interface Table extends TableHeader {
  readonly rows: number;
  /** Columns in the order of `names`, `rows` entries each. */
  readonly columns: readonly TableColumn[];
}

/** Where errors about a table begin. */
export function tableWhere(table: { readonly source: string }): string {
  return `table ${table.source}`;
}

/**
 * Reads comma-separated text with a header line (RFC 4180 quotes; blank lines are skipped).
 * @throws a data error when it is empty, a row has another number of cells than the header, a name comes twice or a quote stays open.
 */
export function parseTable(text: string, source: string): Table {
  const where = tableWhere({ source });
  let names: string[] | undefined;
  const columns: string[][] = [];
  Papa.parse<string[]>(text, {
    delimiter: ',',
    skipEmptyLines: true,
    step: ({ data: cells, errors }) => {
      const row = columns.length === 0 ? 0 : columns[0].length + 1;
      if (errors.length > 0)
        throw dataError(`${where} row ${row}`, { expected: 'comma-separated cells', got: errors[0].message });
      if (names === undefined) {
        const twice = cells.find((name, i) => cells.indexOf(name) !== i);
        if (twice !== undefined) throw dataError(where, { expected: 'a header of distinct names', got: `${quote(twice)} twice` });
        names = cells;
        for (let c = 0; c < cells.length; c++) columns.push([]);
        return;
      }
      if (cells.length !== names.length)
        throw dataError(`${where} row ${row}`, { expected: `${names.length} cells, as in the header`, got: `${cells.length}` });
      for (let c = 0; c < cells.length; c++) columns[c].push(cells[c]);
    },
  });
  if (names === undefined || columns[0].length === 0) {
    throw dataError(where, {
      expected: 'a header line and at least one row',
      got: names !== undefined ? 'only a header' : text === '' ? 'an empty file' : 'blank lines',
    });
  }
  return { source, rows: columns[0].length, names, columns };
}

export function hasColumn(table: TableHeader, name: string): boolean {
  return table.names.includes(name);
}

/** The texts of a column. @throws a data error that lists the columns there are. */
export function textColumn(table: Table, name: string): readonly string[] {
  const column = columnOf(table, name);
  return column instanceof Float64Array ? Array.from(column, (value) => (Number.isNaN(value) ? '' : String(value))) : column;
}

function columnOf(table: Table, name: string): TableColumn {
  const at = table.names.indexOf(name);
  if (at < 0) throw missingColumn(table, name);
  return table.columns[at];
}

/** The numbers of a column, NaN where a cell is empty or `nan`. @throws a data error that names the row of a cell that is no number. */
export function numberColumn(table: Table, name: string): Float64Array {
  const column = columnOf(table, name);
  if (column instanceof Float64Array) return column;
  return Float64Array.from(column, (cell, i) => {
    const value = readNumber(cell);
    if (value === undefined)
      throw dataError(`${tableWhere(table)} row ${i + 1}`, { expected: `a number in column "${name}"`, got: quote(cell) });
    return value;
  });
}

/** `table <file>: expected a column "x", got a, b, c (...)`. */
export function missingColumn(table: TableHeader, name: string, hint?: string): Error {
  return dataError(tableWhere(table), { expected: `a column "${name}"`, got: listNames(table.names), hint });
}

/** A column that an option names and the table lacks: a mistake of the command, not of the table. `also` are other words that the option takes. */
export function unknownColumn(option: string, table: TableHeader, name: string, also: readonly string[] = []): AssayError {
  const near = suggest(name, [...also, ...table.names]);
  const all = `${also.length === 0 ? '' : `targets: ${listNames(also)}; `}columns: ${listNames(table.names)}`;
  return usageError(option, {
    expected: `${also.length === 0 ? 'a' : 'a target or a'} column of ${tableWhere(table)}`,
    got: quote(name),
    hint: near === undefined ? all : `did you mean "${near}"?`,
  });
}

/** Names separated by commas, the last ones as a count where there are many. */
export function listNames(names: readonly string[], limit = 30): string {
  if (names.length === 0) return 'none';
  return names.length <= limit ? names.join(', ') : `${names.slice(0, limit).join(', ')} and ${names.length - limit} more`;
}

const literals: ReadonlyMap<string, number> = new Map([
  ['', NaN],
  ['nan', NaN],
  ['inf', Infinity],
  ['+inf', Infinity],
  ['-inf', -Infinity],
]);

function readNumber(cell: string): number | undefined {
  const text = cell.trim();
  const literal = literals.get(text.toLowerCase());
  if (literal !== undefined) return literal;
  const value = Number(text);
  return Number.isNaN(value) ? undefined : value;
}
