import { pathToFileURL } from 'node:url';
import { dataError } from '../../../core/errors.js';
import { pathKind } from '../files/files.js';
import { provideAssay } from '../user-code/resolve-assay.js';
import { importError } from '../user-code/user-code-errors.js';
import type { CallWatch } from '../user-code/watch-calls.js';

/** What a file exports. @throws a data error for a file that is not there; a usage error that names the file, and the line where that is known, for a mistake in it. */
export async function importUserFile(path: string, watch: CallWatch<'import'>): Promise<{ readonly [name: string]: unknown }> {
  const found = pathKind(path);
  if (found !== 'file')
    throw dataError(path, {
      expected: 'a module that can be imported',
      got: found === undefined ? 'no such file' : found === 'folder' ? 'a folder' : 'no regular file',
      code: 'missing',
    });
  provideAssay(path);
  const before = watch.enter('import');
  try {
    return (await import(pathToFileURL(path).href)) as { readonly [name: string]: unknown };
  } catch (error) {
    throw importError(path, error);
  } finally {
    watch.leave(before);
  }
}
