/**
 * Finds the table row of every architecture, and counts what finds no partner on either side. An architecture that the table does not list as it is written
 * has the row of one with the same canonical form: what computes the same function trains alike, whatever its encoding.
 */
import { AssayError, dataError } from '../core/errors.js';
import type { SearchSpace } from '../spaces/types.js';
import type { BenchTarget } from './bench-target.js';
import { tableWhere, textColumn, type Table } from './table.js';

export interface TableIndex {
  /** What the table lists, read, each once, in table order. */
  readonly architectures: readonly string[];
  /** The first row of each. */
  readonly rowOf: ReadonlyMap<string, number>;
  /** Rows that repeat an architecture of an earlier row; their accuracies are not used. */
  readonly duplicates: number;
  /** The first row of each canonical form, found when first asked for; left out where `canonical` was. */
  canonicalRow?(architecture: string): number | undefined;
}

/**
 * Reads the column of architectures. `read` brings a text into the form that is compared, `encode(decode(text))`; `canonical` finds the canonical
 * form of what `read` gave. @throws a data error that names the row of a text that cannot be read.
 */
export function indexArchitectures(table: Table, column: string, read: (text: string) => string, canonical?: (text: string) => string): TableIndex {
  const rowOf = new Map<string, number>();
  let duplicates = 0;
  for (const [row, text] of textColumn(table, column).entries()) {
    const key = readRow(table, row, text, read);
    if (rowOf.has(key)) duplicates++;
    else rowOf.set(key, row);
  }
  const index = { architectures: [...rowOf.keys()], rowOf, duplicates };
  return canonical === undefined ? index : { ...index, canonicalRow: canonicalRows(rowOf, canonical) };
}

/** The canonical form of an architecture's text, as a hash where the space has one. */
export function canonicalText(space: SearchSpace): (text: string) => string {
  const { canonicalKey } = space;
  if (canonicalKey === undefined) return (text) => space.canonical(space.decode(text));
  const key = new Uint32Array(2);
  return (text) => {
    canonicalKey(space.decode(text), key);
    return `${key[0]},${key[1]}`;
  };
}

function canonicalRows(rowOf: ReadonlyMap<string, number>, canonical: (text: string) => string): (architecture: string) => number | undefined {
  let rowOfForm: Map<string, number> | undefined;
  return (architecture) => {
    if (rowOfForm === undefined) {
      rowOfForm = new Map();
      for (const [text, row] of rowOf) {
        const form = canonical(text);
        if (!rowOfForm.has(form)) rowOfForm.set(form, row);
      }
    }
    return rowOfForm.get(canonical(architecture));
  };
}

function readRow(table: Table, row: number, text: string, read: (text: string) => string): string {
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    throw dataError(`${tableWhere(table)} row ${row + 1}`, { expected: 'an architecture of the space', got: error.message, hint: table.manifest === undefined ? undefined : `the table is of ${table.manifest.space}` });
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
  const rows = Int32Array.from(architectures, (architecture) => index.rowOf.get(architecture) ?? index.canonicalRow?.(architecture) ?? -1);
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
