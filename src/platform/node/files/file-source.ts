/** A file read through a window: a file of many gigabytes needs only the memory of the parts that are read. */
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { dataError, usageError } from '../../../core/errors.js';
import type { SyncByteSource } from '../../../core/byte-source.js';
import { reading } from './files.js';

export interface FileSource extends SyncByteSource {
  close(): void;
}

/** @throws a data error at `where` when `path` is not a readable file. */
export function openFileSource(where: string, expected: string, path: string): FileSource {
  return reading(where, expected, () => {
    // A pipe is opened without waiting for a writer, and refused.
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = fstatSync(file);
    if (!stat.isFile()) {
      closeSync(file);
      throw dataError(where, {
        expected: 'a file',
        got: stat.isDirectory() ? 'a folder' : stat.isFIFO() ? 'a pipe' : 'something else',
      });
    }
    let isOpen = true;
    return {
      byteLength: stat.size,
      slice(start, end) {
        if (!isOpen) throw usageError(where, { expected: 'an open file', got: 'one that has been closed', code: 'closed' });
        const bytes = new Uint8Array(end - start);
        let done = 0;
        while (done < bytes.length) {
          const count = readSync(file, bytes, done, bytes.length - done, start + done);
          if (count === 0)
            throw dataError(where, {
              expected: `${end} bytes`,
              got: `${start + done}`,
              hint: 'the file was cut while it was read',
              code: 'damaged',
            });
          done += count;
        }
        return bytes;
      },
      close() {
        if (isOpen) closeSync(file);
        isOpen = false;
      },
    };
  });
}
