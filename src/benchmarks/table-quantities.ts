/**
 * The columns of a table as quantities: `table.edgegpu_latency` in limits and objectives. A table that lists no architectures, only row numbers of
 * another table that lists them, is read together with that one (HW-NAS-Bench's latencies with NAS-Bench-201's cells).
 */
import { must } from '../core/must.js';
import { dataError } from '../core/errors.js';
import type { Quantity } from '../engine/limits/quantities.js';
import type { SearchSpace } from '../spaces/types.js';
import { indexArchitectures, meansOfRepeats, type TableIndex } from './join-table.js';
import { isAccuracy, requireAccuracies } from './read-accuracies.js';
import { readNumber } from './read-number.js';
import { recognizeTable } from './table-formats.js';
import { tableNotes } from './table-notes.js';
import { hasColumn, numberColumn, tableWhere, type Table } from './table.js';

const rowNumber = 'index';

/** @param key a table with architectures, for one without. Columns are read when a genotype is first looked up in them; NaN if it has no row.
 * Notes about its rows go to `onNote` then. */
export function tableQuantities(
  table: Table,
  space: SearchSpace,
  key?: Table,
  onNote: (line: string) => void = () => {},
): Quantity[] {
  let rows: RowsOfTable | undefined;
  return table.names.flatMap((name): Quantity[] => {
    if (!/^\w+$/.test(name) || name === rowNumber || isText(table, name)) return [];
    let values: Float64Array | undefined;
    return [
      {
        id: `table.${name}`,
        title: `column ${name} of ${table.source}`,
        ofGenotype(genotype) {
          rows ??= rowsOf(table, space, key);
          if (values === undefined) {
            values = numberColumn(table, name);
            const names = { name, label: name, column: name };
            if (isAccuracy(names)) requireAccuracies(table, names, values);
            if (rows.index !== undefined) {
              for (const line of tableNotes(rows.index, [{ ...names, values }]))
                onNote(line.startsWith(' ') ? line : `${table.source}: ${line}`);
              values = meansOfRepeats(rows.index, values);
            }
          }
          const row = rows.find(space.encode(genotype));
          return row === undefined ? NaN : must(values[row], 'a value of each row');
        },
      },
    ];
  });
}

/** Whether the first cell that is not empty is no number: a column of architectures or other words. */
function isText(table: Table, name: string): boolean {
  const column = table.columns[table.names.indexOf(name)];
  if (column === undefined || column instanceof Float64Array) return false;
  const first = column.find((cell) => cell.trim() !== '');
  return first !== undefined && readNumber(first, table.decimalComma) === undefined;
}

interface RowsOfTable {
  /** The row of an architecture. */
  find(text: string): number | undefined;
  /** Of the architectures that the table itself lists. */
  readonly index?: TableIndex;
}

/** @throws data errors if the tables do not fit the space or each other. */
function rowsOf(table: Table, space: SearchSpace, key: Table | undefined): RowsOfTable {
  const indexOf = (own: Table): TableIndex =>
    indexArchitectures(own, recognizeTable(own, space.id).architecture, (text) => space.encode(space.decode(text)));
  if (!isNumbered(table, space)) {
    const index = indexOf(table);
    return { find: (text) => index.rowOf.get(text), index };
  }
  if (key === undefined || !hasColumn(key, rowNumber)) {
    throw dataError(tableWhere(table), {
      expected: 'a column of architectures',
      got: `row numbers in column "${rowNumber}"`,
      hint: 'give the table that numbers the architectures as `table`',
      code: 'missing',
    });
  }
  const numbers = numberColumn(key, rowNumber);
  const places = new Map(Array.from(numberColumn(table, rowNumber), (number, row) => [number, row]));
  const keyed = indexOf(key).rowOf;
  return {
    find(text) {
      const row = keyed.get(text);
      return row === undefined ? undefined : places.get(must(numbers[row], 'a number of each row'));
    },
  };
}

/** Whether it lists numbers in place of architectures. */
function isNumbered(table: Table, space: SearchSpace): boolean {
  if (!hasColumn(table, rowNumber)) return false;
  try {
    recognizeTable(table, space.id);
    return false;
  } catch {
    return true;
  }
}
