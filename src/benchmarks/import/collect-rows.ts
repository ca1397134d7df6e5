/**
 * Collects the rows of an import, one table for each space or sweep: their space reads the architectures and writes them in its published form, so that
 * other encodings match too; rows that are no architecture, or repeat one, are counted, and the first few are kept as examples.
 */
import { must } from '../../core/must.js';
import { AssayError } from '../../core/errors.js';
import type { SearchSpace } from '../../spaces/types.js';
import { createNumberColumn, type NumberColumn } from './number-column.js';
import { createTextIndex } from './text-index.js';
import type { ImportedRow } from './types.js';

/** How many examples of each problem are kept. */
const shown = 5;

/** The rows of one space or sweep, and those that were left out. */
export interface CollectedTable {
  /** The space's id, or the importer's word for the table. */
  readonly name: string;
  readonly space: string;
  /** In the space's published form. */
  readonly architectures: readonly string[];
  /** In order of first appearance, NaN where a row had no value. */
  readonly columns: ReadonlyMap<string, Float64Array>;
  readonly unmatched: number;
  /** `where: reason`, the first few. */
  readonly unmatchedExamples: readonly string[];
  readonly duplicates: { readonly equal: number; readonly different: number };
  /** The first few with different values. */
  readonly duplicateExamples: readonly string[];
}

interface RowCollector {
  add(row: ImportedRow): void;
  refuse(row: { readonly space: string; readonly table?: string }, where: string, reason: string): void;
  /** The tables that had rows, matched or not. Ends the collection: call it once. */
  tables(): CollectedTable[];
}

/** @param open opens a space by its id; that space reads its rows. */
export function collectRows(open: (id: string) => SearchSpace): RowCollector {
  const collections = new Map<string, { readonly space: string; readonly collection: Collection }>();
  const of = ({ space, table = space }: { readonly space: string; readonly table?: string }): Collection => {
    let entry = collections.get(table);
    if (entry === undefined) collections.set(table, (entry = { space, collection: createCollection(open(space)) }));
    return entry.collection;
  };
  return {
    add: (row) => of(row).add(row),
    refuse: (row, where, reason) => of(row).refuse(where, reason),
    tables: () => [...collections].map(([name, { space, collection }]) => ({ name, space, ...collection.table() })),
  };
}

interface Collection {
  add(row: ImportedRow): void;
  refuse(where: string, reason: string): void;
  table(): Omit<CollectedTable, 'name' | 'space'>;
}

const described = (value = NaN): string => (Number.isNaN(value) ? 'not known' : String(value));

function createCollection(space: SearchSpace): Collection {
  const names = createTextIndex();
  const columns = new Map<string, NumberColumn>();
  const unmatchedExamples: string[] = [];
  const duplicateExamples: string[] = [];
  const duplicates = { equal: 0, different: 0 };
  let unmatched = 0;

  const refuse = (where: string, reason: string): void => {
    unmatched++;
    if (unmatchedExamples.length < shown) unmatchedExamples.push(where === '' ? reason : `${where}: ${reason}`);
  };

  const repeat = (row: number, name: string, values: ImportedRow['values']): void => {
    const differs =
      [...columns].find(([column, known]) => !Object.is(known.at(row), values[column] ?? NaN)) ??
      Object.keys(values)
        .map((column) => [column] as const)
        .find(([column]) => !columns.has(column));
    if (differs === undefined) {
      duplicates.equal++;
      return;
    }
    duplicates.different++;
    const [column] = differs;
    if (duplicateExamples.length < shown)
      duplicateExamples.push(
        `${name}: ${column} ${described(columns.get(column)?.at(row))}, then ${values[column] ?? 'not known'}`,
      );
  };

  /** One column after the other, each released as it is packed: both forms of a large table at once would need too much memory. */
  const packed = (rows: number): Map<string, Float64Array> => {
    const result = new Map<string, Float64Array>();
    for (const [column, numbers] of columns) {
      result.set(column, numbers.packed(rows));
      columns.delete(column);
    }
    return result;
  };

  return {
    refuse,
    add({ architecture, values }) {
      let name: string;
      try {
        name = space.encode(space.decode(architecture));
      } catch (error) {
        if (!(error instanceof AssayError)) throw error;
        refuse('', error.message);
        return;
      }
      const rows = names.size;
      const row = names.add(name);
      if (row < rows) {
        repeat(row, name, values);
        return;
      }
      for (const column in values) {
        let numbers = columns.get(column);
        if (numbers === undefined) columns.set(column, (numbers = createNumberColumn()));
        numbers.put(row, must(values[column], 'a value of each column'));
      }
    },
    table() {
      const architectures = names.take();
      return {
        architectures,
        columns: packed(architectures.length),
        unmatched,
        unmatchedExamples,
        duplicates,
        duplicateExamples,
      };
    },
  };
}
