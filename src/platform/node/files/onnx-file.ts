/** ONNX models on disk: read through a window, so that a file of 2 GB needs only the memory of its graph. */
import { realpathSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { AssayError, dataError, quote } from '../../../core/errors.js';
import type { ByteSource } from '../../../core/byte-source.js';
import { externalFiles } from '../../../onnx/proto/external-files.js';
import { readModel } from '../../../onnx/proto/reader.js';
import { readOnnx, readOnnxSchema, type OnnxReading, type ReadOnnxOptions } from '../../../onnx/read.js';
import { checkParameter, checkRequest } from '../../../core/schema/check-request.js';
import { text } from '../../../core/schema/fields.js';
import { openFileSource, type FileSource } from './file-source.js';
import { reading } from './files.js';

/** A model file: its architecture, and its weights read when they are needed. */
export interface OnnxFile extends OnnxReading {
  /** Closes the files; after this the weights can no longer be loaded. */
  close(): void;
}

/**
 * Reads a model and keeps its file open, so that weights can be loaded later; weights in files beside it are
 * opened when first read, and only inside the model's own folder.
 * @throws a data error that names the file and the place in it.
 */
export async function readOnnxFile(path: string, options: Omit<ReadOnnxOptions, 'openBeside'> = {}): Promise<OnnxFile> {
  checkParameter('path', text, path);
  checkRequest('readOnnxFile', readOnnxSchema, options);
  const where = options.where ?? basename(path);
  const main = openFileSource(where, 'a model to read', path);
  const beside = new Map<string, FileSource>();
  const close = (): void => {
    main.close();
    for (const file of beside.values()) file.close();
    beside.clear();
  };
  const openBeside = (location: string): Promise<ByteSource> => {
    let file = beside.get(location);
    if (file === undefined) {
      const inside = `${where}: ${quote(location)}`;
      beside.set(location, (file = openFileSource(inside, 'a model to read', placeBeside(inside, path, location))));
    }
    return Promise.resolve(file);
  };
  try {
    return { ...(await readOnnx(main, { ...options, where, openBeside })), close };
  } catch (error) {
    close();
    throw error;
  }
}

/** The path of a file beside a model. @throws a data error for one that is not there, or outside of the model's folder. */
function placeBeside(where: string, model: string, location: string): string {
  const folder = realpathSync(dirname(model));
  // Links are resolved before the check: a link to a file outside the folder is refused.
  const real = reading(where, 'a file beside the model', () => realpathSync(join(folder, location)));
  if (!real.startsWith(folder + sep))
    throw dataError(where, { expected: 'a file in the folder of the model', got: 'one outside', code: 'no-access' });
  return real;
}

/**
 * The paths of the files in which a model keeps numbers, by their places in its folder. Those that are not there are left out: they are missed when they
 * are read.
 */
export async function filesBeside(path: string): Promise<ReadonlyMap<string, string>> {
  const where = basename(path);
  const main = openFileSource(where, 'a model to read', path);
  try {
    const found = new Map<string, string>();
    for (const location of externalFiles(await readModel(main, where))) {
      try {
        found.set(location, placeBeside(where, path, location));
      } catch (error) {
        if (!(error instanceof AssayError)) throw error;
      }
    }
    return found;
  } finally {
    main.close();
  }
}
