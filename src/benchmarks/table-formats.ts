import { nasBench201Format } from './nas-bench-201-format.js';
import { columnNamed, hasColumn, missingColumn, type TableHeader } from './table.js';
import type { TableManifest } from './table-manifest.js';
import type { TableFormat } from './table-format.js';

/** Every table format. A new one adds its line here. */
const tableFormats: readonly TableFormat[] = [nasBench201Format];

/**
 * The format of a table about one space: the one in its manifest; otherwise the known one whose architecture column the table has; for other tables with a column `arch` (or `Architecture`, `genotype`),
 * a format without targets.
 * @throws a data error that names the missing column of architectures.
 */
export function recognizeTable(table: TableHeader, space: string): TableFormat {
  const known = tableFormats.filter((format) => format.space === space);
  if (table.manifest !== undefined) return manifestFormat(table.manifest, space, known);
  const format = known.find(({ architecture }) => hasColumn(table, architecture));
  const column = columnNamed(table, architectureColumns);
  if (format === undefined && column === undefined)
    throw missingColumn(table, known[0]?.architecture ?? 'arch', 'the published strings of the architectures');
  return format ?? plainFormat(space, column);
}

/** What users call the column of their architectures. */
const architectureColumns = ['arch', 'architecture', 'genotype'];

function plainFormat(space: string, architecture = 'arch'): TableFormat {
  return { id: 'plain', title: 'a table with architectures', space, architecture, targets: [] };
}

/** A manifest without default targets, of a user's table, also gets those of a known format. */
function manifestFormat(
  { source, architecture, columns }: TableManifest,
  space: string,
  known: readonly TableFormat[],
): TableFormat {
  const own = columns.flatMap(({ name, target, label, byDefault }) =>
    target === undefined ? [] : [{ name: target, column: name, label, byDefault: byDefault === true }],
  );
  const usual = own.some(({ byDefault }) => byDefault)
    ? []
    : known.filter((format) => format.architecture === architecture).flatMap(({ targets }) => targets);
  return { id: source.format, title: source.title, space, architecture, targets: [...usual, ...own] };
}
