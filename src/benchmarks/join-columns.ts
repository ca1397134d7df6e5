/** The columns of one table of architectures beside those of another: accuracies of a benchmark beside the scores of a run. */
import { dataError } from '../core/errors.js';
import { listNames } from '../core/list-names.js';
import type { SearchSpace } from '../spaces/types.js';
import { canonicalText, indexArchitectures, joinTable, meansOfRepeats } from './join-table.js';
import { numberColumn, tableWhere, textColumn, type Table } from './table.js';

/** A table with more columns. */
export interface JoinedColumns {
  readonly table: Table;
  /** The names of the columns that were added. */
  readonly added: readonly string[];
  /** Rows that the other table knows. */
  readonly matched: number;
}

/** The first column whose texts the space reads; undefined if there is none. Four rows of each column are tried. */
export function architectureColumn(table: Table, space: SearchSpace): string | undefined {
  return table.names.find((_, i) => {
    const cells = table.columns[i];
    if (cells === undefined || cells instanceof Float64Array || cells.length === 0) return false;
    const samples = [0, 1, 2, 3].map((k) => cells[Math.floor((k * (cells.length - 1)) / 3)] ?? '');
    return samples.every((text) => isRead(space, text));
  });
}

function isRead(space: SearchSpace, text: string): boolean {
  // A number is an index of a benchmark to some spaces, and far more often just a number.
  if (/^\d*$/.test(text)) return false;
  try {
    space.decode(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * Adds the columns of numbers of `other` to `table`, row by row for equal architectures: those of equal text, otherwise of equal canonical form. Rows that
 * `other` does not list get NaN; of an architecture that it lists several times, the mean. A column of a name that is there already gets the source behind it,
 * and is left out where its numbers are there already.
 * @param column the architectures of `table`, strings of `space`.
 * @throws a data error if `other` has no column of architectures of the space, no column of numbers, no architecture of `table`, or only numbers that `table` has.
 */
export function joinColumns(table: Table, column: string, other: Table, space: SearchSpace): JoinedColumns {
  const key = architectureColumn(other, space);
  if (key === undefined)
    throw dataError(tableWhere(other), {
      expected: `a column with architectures of ${space.id}`,
      got: listNames(other.names),
      code: 'mismatch',
    });
  const canonical = canonicalText(space);
  const read = (text: string): string => space.encode(space.decode(text));
  const index = indexArchitectures(other, key, read, canonical);
  const texts = textColumn(table, column);
  const readable = texts.flatMap((text, row) => (isRead(space, text) ? [row] : []));
  const { rows: found } = joinTable(
    index,
    readable.map((row) => read(texts[row] ?? '')),
  );
  const rows = new Int32Array(table.rows).fill(-1);
  readable.forEach((row, place) => (rows[row] = found[place] ?? -1));
  const matched = rows.reduce((count, row) => count + (row < 0 ? 0 : 1), 0);
  if (matched === 0)
    throw dataError(tableWhere(other), {
      expected: `an architecture of ${table.source}`,
      got: `${other.rows} others`,
      hint: 'the two tables have no architecture in common',
      code: 'mismatch',
    });
  const columns = other.names.flatMap((name) => {
    const numbers = name === key ? undefined : numbersOf(other, name);
    return numbers === undefined ? [] : [{ name, numbers: meansOfRepeats(index, numbers) }];
  });
  if (columns.length === 0)
    throw dataError(tableWhere(other), { expected: 'a column of numbers', got: listNames(other.names), code: 'missing' });
  const named = new Map<string, Float64Array | undefined>(table.names.map((name) => [name, numbersOf(table, name)]));
  const before = named.size;
  for (const { name, numbers } of columns) {
    const values = Float64Array.from(rows, (row) => (row < 0 ? NaN : (numbers[row] ?? NaN)));
    addColumn(named, [name, `${name} (${other.source})`], values);
  }
  const news = [...named].slice(before).flatMap(([name, values]) => (values === undefined ? [] : [{ name, values }]));
  if (news.length === 0)
    throw dataError(tableWhere(other), {
      expected: `numbers that ${table.source} does not have`,
      got: listNames(columns.map(({ name }) => name)),
      hint: 'they were added before',
      code: 'mismatch',
    });
  return {
    table: {
      ...table,
      names: [...table.names, ...news.map(({ name }) => name)],
      columns: [...table.columns, ...news.map(({ values }) => values)],
    },
    added: news.map(({ name }) => name),
    matched,
  };
}

/** Adds a column under the first of its names that is free, unless one of that name has its numbers. */
function addColumn(
  named: Map<string, Float64Array | undefined>,
  [plain, sourced]: readonly [string, string],
  values: Float64Array,
): void {
  let name = plain;
  for (let i = 1; named.has(name); i++) {
    if (named.get(name)?.every((value, row) => Object.is(value, values[row])) === true) return;
    name = i === 1 ? sourced : `${sourced} ${i}`;
  }
  named.set(name, values);
}

/** Undefined for a column of texts, and for one without a number. */
function numbersOf(table: Table, name: string): Float64Array | undefined {
  try {
    const numbers = numberColumn(table, name);
    return numbers.some((value) => !Number.isNaN(value)) ? numbers : undefined;
  } catch {
    return undefined;
  }
}
