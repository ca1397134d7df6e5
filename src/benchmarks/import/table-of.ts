/** Makes a table with its manifest from a collected one, to be written as Parquet. */
import { parameter } from '../../core/errors.js';
import { unknownColumn, type Table } from '../table.js';
import type { ManifestColumn, TableManifest } from '../table-manifest.js';
import type { CollectedTable } from './collect-rows.js';
import type { Importer } from './types.js';

/** The column of published strings. */
const architectureColumn = 'arch';

/** The source of an import: name, size and digest. */
export interface SourceFacts {
  /** Of the file or folder, without its path. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** A table with its manifest. */
export interface ImportedTable {
  readonly table: Table;
  readonly manifest: TableManifest;
}

/**
 * Architectures first, then the columns in order of appearance. `targets`, columns or `name=column`, are the default targets of `bench`,
 * instead of the importer's choice. @throws a usage error for a missing column.
 */
export function tableOf(
  collected: CollectedTable,
  importer: Importer,
  source: SourceFacts,
  targets?: readonly string[],
): ImportedTable {
  const names = [...collected.columns.keys()];
  const manifest: TableManifest = {
    version: 1,
    space: collected.space,
    architecture: architectureColumn,
    rows: collected.architectures.length,
    source: {
      ...source,
      format: importer.id,
      title: importer.title,
      ...(importer.licence === undefined ? {} : { licence: importer.licence }),
    },
    unmatched: collected.unmatched,
    duplicates: collected.duplicates,
    columns: [
      { name: architectureColumn, unit: '', label: `architecture in the published form of ${collected.space}` },
      ...withTargets(
        names.map((name) => ({ name, ...importer.describe(name) })),
        source.name,
        targets,
      ),
    ],
  };
  const table: Table = {
    source: source.name,
    rows: collected.architectures.length,
    names: [architectureColumn, ...names],
    columns: [collected.architectures, ...collected.columns.values()],
    manifest,
  };
  return { table, manifest };
}

function withTargets(
  columns: readonly ManifestColumn[],
  source: string,
  targets: readonly string[] | undefined,
): readonly ManifestColumn[] {
  if (targets === undefined) return columns;
  const chosen = new Map(
    targets.map((text): [column: string, name: string | undefined] => {
      const at = text.indexOf('=');
      return at > 0 ? [text.slice(at + 1), text.slice(0, at)] : [text, undefined];
    }),
  );
  for (const name of chosen.keys())
    if (!columns.some((column) => column.name === name))
      throw unknownColumn(parameter('targets'), { source, names: columns.map((column) => column.name) }, name);
  return columns.map((column) =>
    chosen.has(column.name)
      ? { ...column, target: chosen.get(column.name) ?? column.target ?? column.name, byDefault: true }
      : { ...column, byDefault: false },
  );
}
