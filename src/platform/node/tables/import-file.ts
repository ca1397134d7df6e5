import { importOpened, type Imported, type ImportOptions } from '../../../benchmarks/import/index.js';
import { checkParameter } from '../../../core/schema/check-request.js';
import { text } from '../../../core/schema/fields.js';
import { openImport } from './open-import.js';

/**
 * Imports an official file, folder or zip from disk, as its authors publish it.
 * @throws usage errors of the options, data errors of the file.
 */
export async function importFile(path: string, options: ImportOptions = {}): Promise<Imported> {
  checkParameter('path', text, path);
  return importOpened((onBytes) => openImport(path, onBytes), options);
}
