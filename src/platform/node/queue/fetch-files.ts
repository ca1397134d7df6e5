/** The files of runs on a worker's machine: each is fetched once, by its digest, into a folder. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { dataError } from '../../../core/errors.js';
import { writeWhole } from '../files/files.js';
import { digestOf, plainName } from './setup.js';
import type { Shelf } from './types.js';

export interface FetchedFiles {
  /** @throws a data error for a file that is not there, or is another. */
  bytes(digest: string): Promise<Uint8Array>;
  /** The path of the file on this machine. */
  path(digest: string, name: string): Promise<string>;
}

export function createFetchedFiles(shelf: Shelf, folder: string): FetchedFiles {
  const paths = new Map<string, Promise<string>>();
  const bytes = async (digest: string): Promise<Uint8Array> => {
    const expected = `the file ${digest.slice(0, 12)}`;
    const found = await shelf.getFile(digest);
    if (found === undefined) throw dataError('queue', { expected, got: 'none', code: 'missing' });
    if (digestOf(found) !== digest) throw dataError('queue', { expected, got: 'other bytes', code: 'damaged' });
    return found;
  };
  return {
    bytes,
    path(digest, name) {
      const place = join(folder, digest);
      const path = join(place, plainName(name));
      let own = paths.get(path);
      if (own === undefined) {
        own = bytes(digest).then((found) => {
          mkdirSync(place, { recursive: true });
          writeWhole(path, path, found);
          return path;
        });
        paths.set(path, own);
        // The server may have it later.
        own.catch(() => paths.delete(path));
      }
      return own;
    },
  };
}
