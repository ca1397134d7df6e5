export { collectRows, type CollectedTable, type RowCollector } from './collect-rows.js';
export { chooseImporter, importers } from './importers.js';
export { tableOf, type ImportedTable, type SourceFacts } from './table-of.js';
export type { ColumnMeaning, ImportContext, ImportedRow, Importer, ImportFile, ImportInput } from './types.js';
