/** Finds the table row of every architecture, and counts what finds no partner on either side. */
import { AssayError, dataError } from '../core/errors.js';
import type { BenchTarget } from './bench-target.js';
import { tableWhere, textColumn, type Table } from './table.js';

export interface TableIndex {
  /** What the table lists, read, each once, in table order. */
  readonly architectures: readonly string[];
  /** The first row of each. */
  readonly rowOf: ReadonlyMap<string, number>;
  /** Rows that repeat an architecture of an earlier row; their accuracies are not used. */
  readonly duplicates: number;
}

/**
 * Reads the column of architectures. `read` brings a text into the form that is compared: `encode(decode(text))` to match genotypes, `canonical`
 * to match functions. @throws a data error that names the row of a text that cannot be read.
 */
export function indexArchitectures(table: Table, column: string, read: (text: string) => string): TableIndex {
  const rowOf = new Map<string, number>();
  let duplicates = 0;
  for (const [row, text] of textColumn(table, column).entries()) {
    const key = readRow(table, row, text, read);
    if (rowOf.has(key)) duplicates++;
    else rowOf.set(key, row);
  }
  return { architectures: [...rowOf.keys()], rowOf, duplicates };
}

function readRow(table: Table, row: number, text: string, read: (text: string) => string): string {
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    throw dataError(`${tableWhere(table)} row ${row + 1}`, { expected: 'an architecture of the space', got: error.message });
  }
}

export interface TableJoin {
  /** The table row of each architecture, -1 where the table has none. */
  readonly rows: Int32Array;
  /** Architectures the table does not list. */
  readonly unmatched: number;
  /** Architectures of the table that are not asked for. */
  readonly unused: number;
  readonly duplicates: number;
}

/** Joins architectures, in the form `index` was read into, with the table. */
export function joinTable(index: TableIndex, architectures: readonly string[]): TableJoin {
  const rows = Int32Array.from(architectures, (architecture) => index.rowOf.get(architecture) ?? -1);
  const used = new Set(rows);
  used.delete(-1);
  return {
    rows,
    unmatched: rows.reduce((count, row) => count + (row < 0 ? 1 : 0), 0),
    unused: index.architectures.length - used.size,
    duplicates: index.duplicates,
  };
}

/** The target with one value an architecture, NaN where the table has none. */
export function alignTarget(target: BenchTarget, { rows }: TableJoin): BenchTarget {
  return { ...target, values: Float64Array.from(rows, (row) => (row < 0 ? NaN : target.values[row])) };
}
