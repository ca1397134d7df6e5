export { collectRows, type CollectedTable, type RowCollector } from './collect-rows.js';
export { chooseImporter, importers } from './importers.js';
export { importOpened, type Imported, type ImportOptions } from './import-opened.js';
export { importTroubles, usableTables, type UsableTables } from './usable-tables.js';
export type { OnBytes, OpenedImport } from './opened-import.js';
export { tableOf, type ImportedTable, type SourceFacts } from './table-of.js';
export type { ColumnMeaning, ImportContext, ImportedRow, Importer, ImportFile, ImportInput } from './types.js';
