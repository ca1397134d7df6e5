/**
 * The pickle in a file of `torch.save`: in a zip it is the entry `<name>/data.pkl`; in the older form, pickles of a magic number, a version and
 * system information come before it. Tensors are elsewhere in the file and are never read.
 */
import { dataError } from '../../core/errors.js';
import type { SyncByteSource } from '../../core/byte-source.js';
import { ByteCursor } from './bytes/byte-cursor.js';
import { chunksOf } from './bytes/chunks.js';
import { whereOf } from './file-head.js';
import { readPickle, readPickleAt, type Keep } from './pickle/read-pickle.js';
import type { PickleValue } from './pickle/values.js';
import type { ImportFile, ImportInput } from './types.js';

const magic = 0x1950a86a20f9469cfc6cn;
/** Files of this size or larger are read twice, so that only values with references are remembered. */
const largeFrom = 16 * 2 ** 20;

/** The torch files of an input: one zip is one of them, or each file by itself. */
export function torchFiles(input: ImportInput): readonly ImportFile[] {
  return input.kind === 'zip'
    ? input.files.filter(({ name }) => /(?:^|\/)data\.pkl$/.test(name))
    : input.files.filter(({ name }) => /\.(?:pth|pt)$/.test(name));
}

/** Reads a file that `torchFiles` gave. @throws data errors. */
export function readTorchPickle(input: ImportInput, file: ImportFile, keep: Keep): PickleValue {
  const where = whereOf(input, file);
  const source = file.open();
  const start = file.name.endsWith('data.pkl') ? 0 : legacyStart(source, where);
  return readPickle(() => chunksOf(source, start), { where, keep, isLarge: file.byteLength >= largeFrom });
}

/** Where the object begins in the older form. */
function legacyStart(source: SyncByteSource, where: string): number {
  const head = source.slice(0, Math.min(4, source.byteLength));
  if (head[0] === 0x50 && head[1] === 0x4b)
    throw dataError(where, {
      expected: 'a torch file of the older form in a folder',
      got: 'a zip',
      hint: 'import it by itself',
      code: 'unsupported',
    });
  const cursor = new ByteCursor(chunksOf(source, 0, source.byteLength, 2 ** 16), where);
  const found = readPickleAt(cursor, { where });
  if (found !== magic) throw dataError(where, { expected: 'a file of torch.save', got: 'another pickle' });
  readPickleAt(cursor, { where });
  readPickleAt(cursor, { where });
  return cursor.position;
}
