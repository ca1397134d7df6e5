/** Reads and writes files. A path that the user got wrong becomes one clear line; no other error is caught. */
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { decodeText } from '../../../core/decode-text.js';
import { AssayError, dataError, quote, usageError } from '../../../core/errors.js';
import { mebibytes, mostBytes } from '../../../core/read-limits.js';

const reasons: { readonly [code: string]: string } = {
  ENOENT: 'no such file or folder',
  ENOTDIR: 'a file where a folder must be',
  EISDIR: 'a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'a read-only file system',
  ENOSPC: 'a full disk',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'a name that is too long',
  ELOOP: 'a loop of links',
  EEXIST: 'a file where a folder must be',
  EINVAL: 'an invalid name',
};

/** The error of the system, in words; undefined for other errors. */
export function systemReason(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (code === undefined || (error as NodeJS.ErrnoException).syscall === undefined) return undefined;
  return reasons[code] ?? code;
}

/**
 * What is at a path; undefined if nothing is. The text may be anything, even not a path (a genotype of 300 characters): every error of the
 * system, except a denial, means that nothing is there. @throws a data error if access is denied.
 */
export function pathKind(path: string): 'file' | 'folder' | 'other' | undefined {
  let found: Stats | undefined;
  try {
    found = statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EACCES' || code === 'EPERM')
      throw dataError(quote(path, 200), { expected: 'a place that may be read', got: reasons[code], code: 'no-access' });
    if (systemReason(error) === undefined && code !== 'ERR_INVALID_ARG_VALUE') throw error;
    return undefined;
  }
  if (found === undefined) return undefined;
  return found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other';
}

function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(String((error as NodeJS.ErrnoException).code));
}

/** Runs `read`; an error of the system becomes a data error at `where`. */
export function reading<T>(where: string, expected: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const got = systemReason(error);
    throw got === undefined ? error : dataError(where, { expected, got, code: isAbsent(error) ? 'missing' : 'no-access' });
  }
}

/** The bytes of a file or pipe, unpacked when they are gzip. @throws a data error at `where`, for more than `mostBytes` too. */
export function readBytes(where: string, path: string): Uint8Array {
  const bytes = reading(where, `a readable file at ${quote(path, 200)}`, () => readBounded(where, path));
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? unpackGzip(where, bytes) : bytes;
}

/** Unpacks gzip. @throws a data error at `where` when it is damaged, or more than `mostBytes` unpacked. */
export function unpackGzip(where: string, bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: mostBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooMany(where, 'gzip that unpacks to more');
    throw dataError(where, {
      expected: 'a complete gzip file',
      got: (error as Error).message,
      hint: 'the file is truncated or damaged',
      code: 'damaged',
    });
  }
}

/** The error for a file that needs more memory than one file may use. */
export function tooMany(where: string, got: string): AssayError {
  return dataError(where, { expected: `at most ${mebibytes(mostBytes)}, packed or unpacked`, got, code: 'limit-exceeded' });
}

/** Reads piece by piece: a pipe or a device does not say how long it is. */
function readBounded(where: string, path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size > mostBytes) throw tooMany(where, mebibytes(size));
    const pieces: Uint8Array[] = [];
    for (let total = 0; ;) {
      // Reading one byte more than the size of a file shows that it has ended.
      const piece = new Uint8Array(pieces.length === 0 ? Math.max(size + 1, pieceBytes) : pieceBytes);
      const count = readSync(file, piece);
      total += count;
      if (total > mostBytes) throw tooMany(where, 'more');
      const [first, ...others] = pieces;
      if (count === 0) return first !== undefined && others.length === 0 ? first : Buffer.concat(pieces);
      pieces.push(piece.subarray(0, count));
    }
  } finally {
    closeSync(file);
  }
}

/** Bytes read at a time from a source of unknown length. */
const pieceBytes = 2 ** 16;

/** The text of a file in UTF-8, or UTF-16 with its mark, unpacked when it is gzip. @throws a data error at `where`. */
export function readText(where: string, path: string): string {
  const bytes = readBytes(where, path);
  return decodeText(bytes) ?? new TextDecoder().decode(bytes);
}

/** Makes a folder with its parents. @throws a usage error at `where` if that is impossible. */
export function makeFolder(where: string, path: string): void {
  writing(where, 'a folder that can be made', () => makeWithParents(resolve(path)));
}

/** One level at a time: Node's recursive mkdir never returns if the system reports ENOENT for an existing parent, as in /proc. */
function makeWithParents(path: string): void {
  if (!existsSync(dirname(path))) makeWithParents(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST' && statSync(path).isDirectory();
    if (!isThere) throw error;
  }
}

/** Flushes the names in a folder to the disk, if the system can do that for a folder. */
export function syncFolder(path: string): void {
  try {
    const folder = openSync(path, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch (error) {
    if (systemReason(error) === undefined) throw error;
  }
}

/** Checks before the work whether `writeWhole` can write after it. @throws a usage error at `where`. */
export function requireWritable(where: string, path: string): void {
  const expected = `a file that can be written at ${quote(path, 200)}`;
  writing(where, expected, () => {
    if (pathKind(path) === 'folder') throw usageError(where, { expected, got: 'a folder', code: 'no-access' });
    accessSync(dirname(resolve(path)), constants.W_OK);
  });
}

/** Gives a file's content piece by piece. */
type Pieces = (write: (piece: Uint8Array) => void) => void;

/**
 * Characters that are joined before they become bytes. A text of a megabyte holds thousands of short ones, which V8 copies as if they stayed: scores.csv
 * takes half of the time with pieces of this length.
 */
export const joinedLength = 2 ** 16;

/** Lines as pieces. */
export function linePieces(lines: Iterable<string>): Pieces {
  return (write) => {
    let piece = '';
    for (const line of lines) {
      piece += line;
      if (piece.length < joinedLength) continue;
      write(Buffer.from(piece));
      piece = '';
    }
    write(Buffer.from(piece));
  };
}

/**
 * Writes a file completely or not at all: no reader ever sees a part of it, even after a kill or a power cut. The target of a link is written; a path that is not a
 * regular file (a device, a pipe) is written to, never replaced. @throws a usage error at `where`.
 */
export function writeWhole(where: string, path: string, content: string | Uint8Array | Pieces): void {
  writing(where, 'a file that can be written', () => {
    const pieces: Pieces =
      typeof content === 'function' ? content : (send) => send(typeof content === 'string' ? Buffer.from(content) : content);
    const there = statSync(path, { throwIfNoEntry: false });
    if (there !== undefined && !there.isFile() && !there.isDirectory()) return writePieces(path, pieces);
    const target = there === undefined ? path : realpathSync(path);
    const part = join(dirname(target), `.${basename(target)}.part`);
    try {
      // A file that is renamed before it reaches the disk may be empty after a power cut.
      writePieces(part, pieces, fsyncSync);
      renameSync(part, target);
      syncFolder(dirname(target));
    } catch (error) {
      rmSync(part, { force: true });
      throw error;
    }
  });
}

/** Node writes at most 2 GB at a time. */
const mostAtOnce = 2 ** 30;

function writePieces(path: string, content: Pieces, finish?: (file: number) => void): void {
  const file = openSync(path, 'w');
  try {
    content((piece) => {
      for (let at = 0; at < piece.length;) at += writeSync(file, piece, at, Math.min(mostAtOnce, piece.length - at));
    });
    finish?.(file);
  } finally {
    closeSync(file);
  }
}

/** Runs `write`; an error of the system becomes a usage error at `where`. */
export function writing<T>(where: string, expected: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw writingError(where, expected, error);
  }
}

/** An error of the system as a usage error at `where`; another as it is. */
export function writingError(where: string, expected: string, error: unknown): unknown {
  const got = systemReason(error);
  return got === undefined || error instanceof AssayError ? error : usageError(where, { expected, got, code: 'no-access' });
}
