import { importOpened, type Imported, type ImportOptions } from '../../benchmarks/import/index.js';
import { openImport } from './open-import.js';

/**
 * Imports an official file, folder or zip from disk, as its authors publish it.
 * @throws usage errors of the options, data errors of the file.
 */
export function importFile(path: string, options: ImportOptions = {}): Promise<Imported> {
  return importOpened((onBytes) => openImport(path, onBytes), options);
}
