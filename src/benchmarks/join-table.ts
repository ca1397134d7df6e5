/**
 * Finds the table row of every architecture, and counts those without a partner on either side. An architecture that the table does not list as it is written
 * gets the row of one with the same canonical form: architectures that compute the same function train the same way.
 */
import { must } from '../core/must.js';
import { AssayError, dataError } from '../core/errors.js';
import type { SearchSpace } from '../spaces/types.js';
import type { BenchTarget } from './bench-target.js';
import { tableWhere, textColumn, type Table } from './table.js';

export interface TableIndex {
  /** The architectures of the table, each once, in table order. */
  readonly architectures: readonly string[];
  /** The first row of each. */
  readonly rowOf: ReadonlyMap<string, number>;
  /** Rows that repeat an architecture of an earlier row: see `meansOfRepeats`. */
  readonly repeats: readonly { readonly row: number; readonly first: number; readonly architecture: string }[];
  /** Rows that are no architecture of the space; `unmatchedExamples` are the first few, `row 3: reason`. */
  readonly unmatched: number;
  readonly unmatchedExamples: readonly string[];
  /** The first row of each canonical form, found at first use; left out if `canonical` was left out. */
  canonicalRow?(architecture: string): number | undefined;
}

/** How many rows that are no architecture are kept as examples. */
const shown = 5;

/**
 * Reads the column of architectures. `read` brings a text into the form for comparison, `encode(decode(text))`; `canonical` finds the canonical
 * form of the result of `read`. Rows that cannot be read are counted. @throws a data error that names the first row, if no row can be read.
 */
export function indexArchitectures(
  table: Table,
  column: string,
  read: (text: string) => string,
  canonical?: (text: string) => string,
): TableIndex {
  const rowOf = new Map<string, number>();
  const repeats: { row: number; first: number; architecture: string }[] = [];
  const faults: { readonly row: number; readonly reason: string }[] = [];
  let unmatched = 0;
  for (const [row, text] of textColumn(table, column).entries()) {
    const key = readRow(text, read);
    if (key instanceof AssayError) {
      unmatched++;
      if (faults.length < shown) faults.push({ row, reason: key.message });
      continue;
    }
    const first = rowOf.get(key);
    if (first === undefined) rowOf.set(key, row);
    else repeats.push({ row, first, architecture: key });
  }
  const [fault] = faults;
  if (rowOf.size === 0 && fault !== undefined) {
    throw dataError(`${tableWhere(table)} row ${fault.row + 1}`, {
      expected: 'an architecture of the space',
      got: fault.reason,
      hint: table.manifest === undefined ? undefined : `the table is of ${table.manifest.space}`,
      code: 'mismatch',
    });
  }
  const index = {
    architectures: [...rowOf.keys()],
    rowOf,
    repeats,
    unmatched,
    unmatchedExamples: faults.map(({ row, reason }) => `row ${row + 1}: ${reason}`),
  };
  return canonical === undefined ? index : { ...index, canonicalRow: canonicalRows(rowOf, canonical) };
}

/** The canonical form of an architecture's text, as a hash if the space has one. */
export function canonicalText(space: SearchSpace): (text: string) => string {
  const { canonicalKey } = space;
  if (canonicalKey === undefined) return (text) => space.canonical(space.decode(text));
  const key = new Uint32Array(2);
  return (text) => {
    canonicalKey(space.decode(text), key);
    return `${key[0]},${key[1]}`;
  };
}

function canonicalRows(
  rowOf: ReadonlyMap<string, number>,
  canonical: (text: string) => string,
): (architecture: string) => number | undefined {
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

/** A column in which the first row of every architecture that is listed several times holds the mean of what is known of it. */
export function meansOfRepeats({ repeats }: Pick<TableIndex, 'repeats'>, values: Float64Array): Float64Array {
  if (repeats.length === 0) return values;
  const valueAt = (row: number): number => must(values[row], 'a value of each row');
  const known = new Map<number, number[]>();
  for (const { row, first } of repeats) {
    const group = known.get(first);
    if (group === undefined) known.set(first, [valueAt(first), valueAt(row)]);
    else group.push(valueAt(row));
  }
  const means = values.slice();
  for (const [first, group] of known) {
    const finite = group.filter((value) => !Number.isNaN(value));
    const [value] = finite;
    // Equal values stay as they are, without an error of rounding.
    if (value !== undefined)
      means[first] = finite.every((other) => other === value) ? value : finite.reduce((a, b) => a + b, 0) / finite.length;
  }
  return means;
}

/** The text in the form for comparison, or why it is no architecture. */
function readRow(text: string, read: (text: string) => string): string | AssayError {
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    return error;
  }
}

interface TableJoin {
  /** The table row of each architecture, -1 if the table has none. */
  readonly rows: Int32Array;
  /** Architectures that the table does not list. */
  readonly unmatched: number;
  /** Architectures of the table that were not joined. */
  readonly unused: number;
  readonly duplicates: number;
}

/** Joins architectures, in the form that `index` holds, with the table. */
export function joinTable(index: TableIndex, architectures: readonly string[]): TableJoin {
  const rows = Int32Array.from(
    architectures,
    (architecture) => index.rowOf.get(architecture) ?? index.canonicalRow?.(architecture) ?? -1,
  );
  const used = new Set(rows);
  used.delete(-1);
  return {
    rows,
    unmatched: rows.reduce((count, row) => count + (row < 0 ? 1 : 0), 0),
    unused: index.architectures.length - used.size,
    duplicates: index.repeats.length,
  };
}

/** The target with one value for each architecture, the mean where the table lists it several times, NaN where it does not. */
export function alignTarget(target: BenchTarget, index: TableIndex, { rows }: TableJoin): BenchTarget {
  const values = meansOfRepeats(index, target.values);
  return { ...target, values: Float64Array.from(rows, (row) => values[row] ?? NaN) };
}
