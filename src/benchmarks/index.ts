export { benchRows, type BenchInput } from './bench-rows.js';
export { readTargets, targetColumns, type BenchTarget } from './bench-target.js';
export { benchLegend, formatBench } from './format-bench.js';
export { alignTarget, canonicalText, indexArchitectures, joinTable, type TableIndex, type TableJoin } from './join-table.js';
export { everyone, populations, selectPopulation, type Population, type PopulationMembers } from './populations.js';
export type { TableFormat, TargetColumn } from './table-format.js';
export { recognizeTable, tableFormats } from './table-formats.js';
export { isParquet, readParquetTable, writeParquetTable, type ColumnChoice } from './parquet-table.js';
export {
  hasColumn,
  numberColumn,
  parseTable,
  textColumn,
  unknownColumn,
  type Table,
  type TableColumn,
  type TableHeader,
} from './table.js';
export { formNotes, manifestNotes, tableNotes } from './table-notes.js';
export type { ManifestColumn, TableManifest } from './table-manifest.js';
export type { BenchInterval, BenchRow, UndefinedPolicy } from './types.js';
