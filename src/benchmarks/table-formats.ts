import { nasBench201Format } from './nas-bench-201-format.js';
import { hasColumn, missingColumn, type Table } from './table.js';
import type { TableFormat } from './table-format.js';

/** Every table format. A new one adds its line here. */
export const tableFormats: readonly TableFormat[] = [nasBench201Format];

/**
 * The format of a table about one space: the known one whose architecture column the table has; for other tables with a column `arch`,
 * a format without targets of its own. @throws a data error that names the column of architectures it lacks.
 */
export function recognizeTable(table: Table, space: string): TableFormat {
  const known = tableFormats.filter((format) => format.space === space);
  const format = [...known, plainFormat(space)].find(({ architecture }) => hasColumn(table, architecture));
  if (format === undefined) throw missingColumn(table, known[0]?.architecture ?? 'arch', 'the published strings of the architectures');
  return format;
}

function plainFormat(space: string): TableFormat {
  return { id: 'plain', title: 'a table with architectures', space, architecture: 'arch', targets: [] };
}
