/** Opens the input of `assay import`: a file, a folder of files, or a zip, whose directory is read by random access. */
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { crc32, inflateRawSync } from 'node:zlib';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { chunksOf } from '../../../benchmarks/import/bytes/chunks.js';
import { partOf } from '../../../benchmarks/import/bytes/part-of.js';
import type { ImportFile, OnBytes, OpenedImport, SourceFacts } from '../../../benchmarks/import/index.js';
import { dataError } from '../../../core/errors.js';
import { mebibytes, mostBytes } from '../../../core/read-limits.js';
import { bytesSource, type SyncByteSource } from '../../../core/byte-source.js';
import { openFileSource, type FileSource } from '../files/file-source.js';
import { reading, tooMany, unpackGzip } from '../files/files.js';

const mostFiles = 1_000_000;
/** Larger files are read through a window and stay open until the import is closed. */
const windowFrom = 16 * 2 ** 20;

/** @throws a data error when `path` cannot be read, or is a damaged zip. */
export async function openImport(path: string, onBytes: OnBytes = () => {}): Promise<OpenedImport> {
  const name = basename(resolve(path));
  const stat = reading(path, 'a file or folder to import', () => statSync(path));
  const opened: FileSource[] = [];
  const close = (): void => {
    for (const source of opened.splice(0)) source.close();
  };
  const open = (file: string, where: string): SyncByteSource => {
    const source = openFileSource(where, 'a file that can be read', file);
    if (source.byteLength > windowFrom) {
      opened.push(source);
      return counted(source, onBytes);
    }
    try {
      onBytes(source.byteLength);
      return bytesSource(source.slice(0, source.byteLength));
    } finally {
      source.close();
    }
  };
  if (stat.isDirectory()) {
    const files = listFiles(path, '').map(({ relative, bytes }): ImportFile => ({
      name: relative,
      byteLength: bytes,
      open: () => open(join(path, relative), `${name}/${relative}`),
    }));
    if (files.length === 0) throw dataError(path, { expected: 'a folder with files', got: 'an empty one', code: 'missing' });
    return {
      input: { name, kind: 'folder', files },
      digest: (chosen, onRead) => folderDigest(path, name, chosen, onRead),
      close,
    };
  }
  if (!stat.isFile()) throw dataError(path, { expected: 'a file or folder to import', got: 'something else' });
  const source = openFileSource(path, 'a file to import', path);
  opened.push(source);
  const digest = (_: readonly ImportFile[], onRead: OnBytes): SourceFacts => ({
    name,
    bytes: source.byteLength,
    sha256: hashOf(source, onRead).digest('hex'),
  });
  const head = source.slice(0, Math.min(4, source.byteLength));
  if (head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4) {
    const files = await zipFiles(path, name, counted(source, onBytes));
    return { input: { name, kind: 'zip', files }, digest, close };
  }
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  const file: ImportFile = {
    name,
    byteLength: source.byteLength,
    open: () => (isGzip ? bytesSource(unpackGzip(name, packedOf(name, source))) : counted(source, onBytes)),
  };
  const files = [isGzip ? { ...file, byteLength: file.open().byteLength } : file];
  return { input: { name, kind: 'file', files }, digest, close };
}

function counted(source: SyncByteSource, onBytes: OnBytes): SyncByteSource {
  return {
    byteLength: source.byteLength,
    slice(start, end) {
      onBytes(end - start);
      return source.slice(start, end);
    },
  };
}

/** The bytes of a file that is unpacked in memory. */
function packedOf(where: string, source: SyncByteSource): Uint8Array {
  if (source.byteLength > mostBytes) throw tooMany(where, mebibytes(source.byteLength));
  return source.slice(0, source.byteLength);
}

interface ListedFile {
  readonly relative: string;
  readonly bytes: number;
}

/** All files below a folder, in order of name; links out of it and hidden files are left out. */
function listFiles(folder: string, below: string): ListedFile[] {
  const entries = reading(folder, 'a folder that can be read', () => readdirSync(join(folder, below), { withFileTypes: true }));
  const files = entries
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry): ListedFile[] => {
      const relative = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) return listFiles(folder, relative);
      return entry.isFile() ? [{ relative, bytes: statSync(join(folder, relative)).size }] : [];
    });
  if (files.length > mostFiles)
    throw dataError(folder, {
      expected: `at most ${mostFiles.toLocaleString('en-US')} files`,
      got: 'more',
      code: 'limit-exceeded',
    });
  return files;
}

function hashOf(source: SyncByteSource, onBytes: OnBytes, hash = createHash('sha256')): ReturnType<typeof createHash> {
  const next = chunksOf(source);
  for (let chunk = next(); chunk !== undefined; chunk = next()) {
    hash.update(chunk);
    onBytes(chunk.length);
  }
  return hash;
}

function folderDigest(path: string, name: string, files: readonly ImportFile[], onBytes: OnBytes): SourceFacts {
  const hash = createHash('sha256');
  for (const file of files) {
    const source = openFileSource(`${name}/${file.name}`, 'a file that can be read', join(path, file.name));
    hash.update(`${file.name}\0${source.byteLength}\0`);
    hashOf(source, onBytes, hash);
    source.close();
  }
  return { name, bytes: files.reduce((sum, { byteLength }) => sum + byteLength, 0), sha256: hash.digest('hex') };
}

/** The entries of a zip. Stored ones are read in place; packed ones are unpacked when opened, and their CRC is checked. */
async function zipFiles(path: string, name: string, source: SyncByteSource): Promise<readonly ImportFile[]> {
  const damaged = (error: unknown): Error =>
    dataError(name, {
      expected: 'a complete zip',
      got: error instanceof Error ? error.message : String(error),
      hint: 'the file is truncated or damaged',
      code: 'damaged',
    });
  let zip: ZipFile;
  try {
    zip = await openPromise(path, { lazyEntries: true, autoClose: false, validateEntrySizes: true });
  } catch (error) {
    throw damaged(error);
  }
  const files: ImportFile[] = [];
  try {
    for (const entry of await allEntries(zip)) {
      if (entry.fileName.endsWith('/')) continue;
      const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
      if (fileDataStart + entry.compressedSize > source.byteLength) throw new Error(`${entry.fileName} ends beyond the file`);
      files.push({
        name: entry.fileName,
        byteLength: entry.uncompressedSize,
        open: () => openEntry(`${name}/${entry.fileName}`, entry, partOf(source, fileDataStart, entry.compressedSize)),
      });
    }
  } catch (error) {
    throw damaged(error);
  } finally {
    zip.close();
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function allEntries(zip: ZipFile): Promise<Entry[]> {
  return new Promise((done, failed) => {
    const entries: Entry[] = [];
    zip.on('entry', (entry: Entry) => {
      entries.push(entry);
      if (entries.length > mostFiles) failed(new Error(`more than ${mostFiles.toLocaleString('en-US')} entries`));
      else zip.readEntry();
    });
    zip.on('end', () => done(entries));
    zip.on('error', failed);
    zip.readEntry();
  });
}

function openEntry(where: string, entry: Entry, packed: SyncByteSource): SyncByteSource {
  if (entry.isEncrypted())
    throw dataError(where, { expected: 'a file without a password', got: 'an encrypted one', code: 'unsupported' });
  // Torch stores gigabytes without packing: they are read in place, without the checksum, which would need all of them.
  if (entry.compressionMethod === 0 && packed.byteLength > windowFrom) return packed;
  if (entry.uncompressedSize > mostBytes) throw tooMany(where, mebibytes(entry.uncompressedSize));
  const bytes = unpacked(where, entry, packedOf(where, packed));
  const sum = crc32(bytes) >>> 0;
  if (sum !== entry.crc32)
    throw dataError(where, {
      expected: `CRC ${entry.crc32.toString(16)}`,
      got: sum.toString(16),
      hint: 'the file is damaged',
      code: 'damaged',
    });
  return bytesSource(bytes);
}

function unpacked(where: string, entry: Entry, bytes: Uint8Array): Uint8Array {
  if (entry.compressionMethod === 0) return bytes;
  if (entry.compressionMethod !== 8)
    throw dataError(where, {
      expected: 'a file stored or deflated',
      got: `method ${entry.compressionMethod}`,
      code: 'unsupported',
    });
  try {
    return inflateRawSync(bytes, { maxOutputLength: Math.max(1, entry.uncompressedSize) });
  } catch (error) {
    throw dataError(where, {
      expected: 'a complete packed file',
      got: (error as Error).message,
      hint: 'the file is truncated or damaged',
      code: 'damaged',
    });
  }
}
