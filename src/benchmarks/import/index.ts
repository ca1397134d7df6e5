export { type CollectedTable } from './collect-rows.js';
export { importers } from './importers.js';
export { importOpened, type Imported, type ImportOptions } from './import-opened.js';
export { importTroubles, usableTables, type UsableTables } from './usable-tables.js';
export type { OnBytes, OpenedImport } from './opened-import.js';
export { type ImportedTable, type SourceFacts } from './table-of.js';
export type { ImportFile, ImportInput } from './types.js';
