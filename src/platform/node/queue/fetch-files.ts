/** The files of runs on a worker's machine: each is fetched once, by its digest, into a folder. */
import { linkSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { stableJson } from '../../../arch/stable-json.js';
import { dataError, quote } from '../../../core/errors.js';
import { writeWhole } from '../files/files.js';
import { digestOf, plainName, type Beside } from './setup.js';
import type { Shelf } from './types.js';

export interface FetchedFiles {
  /** @throws a data error for a file that is not there, or is another. */
  bytes(digest: string): Promise<Uint8Array>;
  /** The path of the file on this machine, with those beside it that it names. @throws a data error for one that is not there, or outside its folder. */
  path(digest: string, name: string, beside?: Beside): Promise<string>;
}

/** A call that is made once for each key; one that failed is made again, because the server may have the file later. */
function once(make: (key: string) => Promise<string>): (key: string) => Promise<string> {
  const made = new Map<string, Promise<string>>();
  return (key) => {
    let own = made.get(key);
    if (own === undefined) {
      own = make(key);
      made.set(key, own);
      own.catch(() => made.delete(key));
    }
    return own;
  };
}

export function createFetchedFiles(shelf: Shelf, folder: string): FetchedFiles {
  const bytes = async (digest: string): Promise<Uint8Array> => {
    const expected = `the file ${digest.slice(0, 12)}`;
    const found = await shelf.getFile(digest);
    if (found === undefined) throw dataError('queue', { expected, got: 'none', code: 'missing' });
    if (digestOf(found) !== digest) throw dataError('queue', { expected, got: 'other bytes', code: 'damaged' });
    return found;
  };
  const fetched = once(async (digest) => {
    const path = join(folder, digest);
    writeWhole(path, path, await bytes(digest));
    return path;
  });
  /** A folder for the file and those beside it, which are links to what was fetched: models may share a file, and files of one name may differ. */
  const placed = once(async (key) => {
    const place = join(folder, `in-${digestOf(key)}`);
    const files = Object.entries(JSON.parse(key) as Beside);
    const inside = files.map(([location, digest]) => [insideOf(place, location), digest] as const);
    // What an earlier try left.
    rmSync(place, { recursive: true, force: true });
    for (const [path, digest] of inside) {
      const from = await fetched(digest);
      mkdirSync(dirname(path), { recursive: true });
      linkSync(from, path);
    }
    return place;
  });
  return {
    bytes,
    async path(digest, name, beside = {}) {
      const plain = plainName(name);
      return join(await placed(stableJson({ ...beside, [plain]: digest })), plain);
    },
  };
}

/** @throws a data error for a place outside the folder: everybody with access to the server can write one. */
function insideOf(folder: string, location: string): string {
  const plain = normalize(location);
  if (isAbsolute(plain) || plain.split(/[\\/]/).includes('..') || plain.includes('\0'))
    throw dataError('queue', {
      expected: 'files in the folder of a model',
      got: quote(location, 100),
      code: 'no-access',
    });
  return join(folder, plain);
}
