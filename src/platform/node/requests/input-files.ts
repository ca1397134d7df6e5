import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { InputFiles } from '../../../search/scoring/types.js';
import { pathKind, readBytes, reading } from '../files/files.js';

/** Files on disk, and standard input. */
export const inputFiles: InputFiles = {
  kindOf: pathKind,
  list: (folder) => reading(folder, 'a folder to read', () => readdirSync(folder)),
  join,
  // Ctrl-C works while this waits for standard input.
  read: async (path) => (path === '-' ? buffer(process.stdin) : readBytes(path, path)),
  async openOnnx(path, { partial, shape, shapesOfMany, set, outputs }) {
    // The reader is large, and only loaded where there is such a file.
    const { readOnnxFile } = await import('../files/onnx-file.js');
    return await readOnnxFile(path, {
      where: path,
      ...(partial === true ? { partial } : { keepsForeign: true }),
      ...(outputs === undefined ? {} : { outputs }),
      ...(shape === undefined ? {} : { shapes: shape }),
      ...(shapesOfMany === undefined ? {} : { shapesOfMany }),
      ...(set === undefined ? {} : { set }),
    });
  },
};
