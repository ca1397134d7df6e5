/** The tables of an import that hold architectures, and notes about what was left out. */
import { requireFields } from '../../core/require-shape.js';
import { dataError } from '../../core/errors.js';
import { plural } from '../../core/plural.js';
import { listed } from '../table-notes.js';
import type { CollectedTable } from './collect-rows.js';
import type { Imported } from './import-opened.js';

/** The tables that hold architectures, and a note for each of the others. */
export interface UsableTables {
  /** Those with at least one architecture. */
  readonly tables: Imported['tables'];
  /** A sentence for each table without any. */
  readonly notes: readonly string[];
}

/** The tables that hold architectures. @throws a data error if none does, with an example of a row. */
export function usableTables(imported: Imported): UsableTables {
  requireFields('imported', 'what importFile or importOpened gives', imported, 'tables', 'source');
  const { source, tables } = imported;
  const usable = tables.filter(({ imported: { manifest } }) => manifest.rows > 0);
  if (usable.length === 0) {
    const first = tables[0];
    if (first === undefined) throw dataError(source.name, { expected: 'a table', got: 'none', code: 'missing' });
    const { collected } = first;
    throw dataError(source.name, {
      expected: `architectures of ${collected.space}`,
      got: `none in ${plural(collected.unmatched, 'row')}`,
      hint: collected.unmatchedExamples[0],
      code: 'mismatch',
    });
  }
  const empty = tables.filter((table) => !usable.includes(table));
  return {
    tables: usable,
    notes: empty.map(
      ({ collected: { name, space, unmatched, unmatchedExamples } }) =>
        `${name}: no table, because none of its ${plural(unmatched, 'row')} is an architecture of ${space}: ${unmatchedExamples[0]}`,
    ),
  };
}

/** One line for each kind of problem, with its first examples. */
export function importTroubles(collected: CollectedTable): string[] {
  requireFields('collected', 'a table, as importFile or importOpened collects it', collected, 'duplicates');
  const { unmatched, unmatchedExamples, duplicates, duplicateExamples } = collected;
  return [
    ...listed(
      unmatched,
      `${plural(unmatched, 'row matches no architecture and is', 'rows match no architecture and are')} left out:`,
      unmatchedExamples,
    ),
    ...(duplicates.equal === 0
      ? []
      : [`${plural(duplicates.equal, 'row repeats', 'rows repeat')} an architecture with the same values`]),
    ...listed(
      duplicates.different,
      `${plural(duplicates.different, 'row repeats', 'rows repeat')} an architecture with other values; the first is kept:`,
      duplicateExamples,
    ),
  ];
}
