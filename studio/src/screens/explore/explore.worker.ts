/** Holds the table of the Explore screen, and computes on it: nothing that takes time runs where the page is drawn. */
import {
  architectureColumn,
  boundText,
  correlationMatrix,
  frontOf,
  joinColumns,
  journalTable,
  numberColumn,
  openSpace,
  spaces,
  textColumn,
  type CorrelationCell,
  type LimitBound,
  type SearchSpace,
  type Table,
  type Topology,
} from 'assay';
import { errorLine } from '../../error-line.js';
import { answerCalls } from '../../workers/calls.js';
import { readTableFile } from '../../workers/read-table-file.js';

/** A column as the page knows it. */
export interface ColumnFacts {
  readonly name: string;
  readonly kind: 'number' | 'text';
  /** Numbers only. */
  readonly min: number;
  readonly max: number;
  readonly missing: number;
}

/** A table that was opened. */
export interface OpenedTable {
  readonly source: string;
  readonly rows: number;
  readonly columns: readonly ColumnFacts[];
  /** The column of architectures and the space that reads them, if there is one. */
  readonly architectures?: { readonly column: string; readonly space: string };
  /** What the candidates of a run had to meet: lines in the plot. */
  readonly limits: readonly { readonly column: string; readonly value: number; readonly text: string }[];
  /** Columns that another table added, and how many rows it knows. */
  readonly joined?: { readonly source: string; readonly columns: readonly string[]; readonly rows: number };
}

/** A cell of the selection, to be drawn. */
export interface SelectedCell {
  readonly row: number;
  readonly text: string;
  readonly cells?: Topology['cells'];
  readonly reason?: string;
}

interface Held {
  readonly table: Table;
  readonly numbers: Map<string, Float64Array>;
  readonly limits: readonly LimitBound[];
  readonly architectures?: { readonly column: string; readonly spec: string; readonly space: SearchSpace };
}

let held: Held | undefined;

function opened(): Held {
  if (held === undefined) throw new Error('no table is open');
  return held;
}

function numbersOf(name: string): Float64Array {
  const found = opened().numbers.get(name);
  if (found === undefined) throw new Error(`expected a column of numbers, got ${name}`);
  return found;
}

/** The first space that reads a column of texts, and the column. */
function findArchitectures(table: Table, spec: string | undefined): Held['architectures'] {
  for (const known of spec === undefined ? spaces.map(({ id }) => id) : [spec]) {
    const space = openSpace(known);
    const column = architectureColumn(table, space);
    if (column !== undefined) return { column, spec: known, space };
  }
  return undefined;
}

function take(table: Table, spec?: string, limits: readonly LimitBound[] = []): OpenedTable {
  const numbers = new Map<string, Float64Array>();
  for (const name of table.names) {
    try {
      const column = numberColumn(table, name);
      if (column.some((value) => !Number.isNaN(value))) numbers.set(name, column);
    } catch {
      // A column of texts: it is shown in the table, not in the plot.
    }
  }
  if (numbers.size === 0)
    throw new Error(`${table.source}: expected at least one column of numbers, got ${table.names.slice(0, 8).join(', ')}`);
  let architectures: Held['architectures'];
  try {
    architectures = findArchitectures(table, spec);
  } catch {
    // A space of a file: its cells cannot be drawn here.
  }
  held = { table, numbers, limits, ...(architectures === undefined ? {} : { architectures }) };
  return {
    source: table.source,
    rows: table.rows,
    columns: table.names.map((name) => factsOf(name, numbers.get(name))),
    ...(architectures === undefined ? {} : { architectures: { column: architectures.column, space: architectures.spec } }),
    limits: limits.map((bound) => ({ column: bound.name, value: bound.value, text: boundText(bound) })),
  };
}

function factsOf(name: string, values: Float64Array | undefined): ColumnFacts {
  if (values === undefined) return { name, kind: 'text', min: NaN, max: NaN, missing: 0 };
  let [min, max, missing] = [Infinity, -Infinity, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) missing++;
    else {
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return { name, kind: 'number', min, max, missing };
}

const sampleOf = (rows: Uint32Array, most: number): Uint32Array =>
  rows.length <= most ? rows : Uint32Array.from({ length: most }, (_, i) => rows[Math.floor((i * rows.length) / most)] ?? 0);

const calls = {
  async openFile(file: File): Promise<OpenedTable> {
    if (/\.jsonl$/i.test(file.name)) return calls.openJournal(await file.text(), file.name);
    return take(await readTableFile(file));
  },
  openJournal(text: string, source: string): OpenedTable {
    const { table, space, limits } = journalTable(text, source);
    return take(table, space, limits);
  },
  /** Adds the columns of another table, such as accuracies, to the one that is open. */
  async join(file: File): Promise<OpenedTable> {
    const { table, architectures, limits } = opened();
    if (architectures === undefined)
      throw new Error(`${table.source}: expected architectures by which a table can be added, got none of a space that is known`);
    const {
      table: wider,
      added,
      matched,
    } = joinColumns(table, architectures.column, await readTableFile(file), architectures.space);
    return { ...take(wider, architectures.spec, limits), joined: { source: file.name, columns: added, rows: matched } };
  },
  async openAddress(address: string, source: string): Promise<OpenedTable> {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${source}: expected a table, got ${answer.status}`);
    return take(await readTableFile(new File([await answer.blob()], source)));
  },
  /** A copy of a column, moved to the page. */
  column: (name: string): Float64Array => numbersOf(name).slice(),
  /** Rows of the selection (all, if null) in the order of a column. */
  order(selection: Uint32Array | null, column: string | null, isDescending: boolean): Uint32Array {
    const rows = selection ?? Uint32Array.from({ length: opened().table.rows }, (_, i) => i);
    if (column === null) return rows.slice();
    const numbers = opened().numbers.get(column);
    const sign = isDescending ? -1 : 1;
    if (numbers !== undefined) {
      const key = (row: number): number => (Number.isNaN(numbers[row]) ? Infinity : sign * (numbers[row] as number));
      return rows.slice().sort((a, b) => key(a) - key(b) || a - b);
    }
    const texts = textColumn(opened().table, column);
    return rows
      .slice()
      .sort((a, b) => sign * ((texts[a] ?? '') < (texts[b] ?? '') ? -1 : texts[a] === texts[b] ? 0 : 1) || a - b);
  },
  /** The cells of some rows, as text. */
  rows(rows: readonly number[]): string[][] {
    const { table } = opened();
    return rows.map((row) =>
      table.columns.map((column) => {
        const value = column[row];
        return typeof value === 'number' ? (Number.isNaN(value) ? '' : String(value)) : (value ?? '');
      }),
    );
  },
  front: (objectives: readonly { readonly column: string; readonly goal: 'max' | 'min' }[]): Uint32Array =>
    Uint32Array.from(frontOf(objectives.map(({ column, goal }) => ({ values: numbersOf(column), goal })))),
  correlations: (columns: readonly string[], selection: Uint32Array | null): CorrelationCell[][] =>
    correlationMatrix(columns.map(numbersOf), selection ?? undefined),
  /** Values of some columns for at most `most` rows of the selection, for parallel lines. */
  lines(
    columns: readonly string[],
    selection: Uint32Array,
    most: number,
  ): { readonly rows: Uint32Array; readonly values: Float64Array[] } {
    const rows = sampleOf(selection, most);
    return { rows, values: columns.map((name) => Float64Array.from(rows, (row) => numbersOf(name)[row] as number)) };
  },
  /** The first cells of the selection, to be drawn. */
  cells(rows: readonly number[]): SelectedCell[] {
    const { table, architectures } = opened();
    if (architectures === undefined) return [];
    const { space, column } = architectures;
    const texts = textColumn(table, column);
    return rows.map((row) => {
      const text = texts[row] ?? '';
      try {
        const cells = space.topology?.(space.decode(text)).cells;
        return cells === undefined ? { row, text, reason: space.noTopology ?? 'no graph' } : { row, text, cells };
      } catch (error) {
        return { row, text, reason: errorLine(error) };
      }
    });
  },
  csv(rows: Uint32Array): Blob {
    const { table } = opened();
    const quoted = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
    const pieces: string[] = [`${table.names.map(quoted).join(',')}\n`];
    for (let from = 0; from < rows.length; from += 10_000)
      pieces.push(
        calls
          .rows([...rows.subarray(from, from + 10_000)])
          .map((cells) => `${cells.map(quoted).join(',')}\n`)
          .join(''),
      );
    return new Blob(pieces, { type: 'text/csv' });
  },
};

export type ExploreCalls = typeof calls;
answerCalls(calls, (value) =>
  value instanceof Float64Array || value instanceof Uint32Array ? [value.buffer as ArrayBuffer] : [],
);
