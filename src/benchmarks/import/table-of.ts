/** A collected table with its manifest: what is written as Parquet. */
import type { Table } from '../table.js';
import type { TableManifest } from '../table-manifest.js';
import type { CollectedTable } from './collect-rows.js';
import type { Importer } from './types.js';

/** The column of published strings. */
const architectureColumn = 'arch';

export interface SourceFacts {
  /** Of the file or folder, without its path. */
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface ImportedTable {
  readonly table: Table;
  readonly manifest: TableManifest;
}

/** Architectures first, then the columns in order of appearance. */
export function tableOf(collected: CollectedTable, importer: Importer, source: SourceFacts): ImportedTable {
  const names = [...collected.columns.keys()];
  const manifest: TableManifest = {
    version: 1,
    space: collected.space,
    architecture: architectureColumn,
    rows: collected.architectures.length,
    source: { ...source, format: importer.id, title: importer.title, ...(importer.licence === undefined ? {} : { licence: importer.licence }) },
    unmatched: collected.unmatched,
    duplicates: collected.duplicates,
    columns: [{ name: architectureColumn, unit: '', label: `architecture in the published form of ${collected.space}` }, ...names.map((name) => ({ name, ...importer.describe(name) }))],
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
