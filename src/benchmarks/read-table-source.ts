/** A table from bytes anywhere (a file that a user drops on a page): Parquet, or text separated by commas, semicolons or tabs, plain or gzip. */
import type { ByteSource } from '../core/byte-source.js';
import { dataError } from '../core/errors.js';
import { mebibytes, mostBytes } from '../core/read-limits.js';
import { isParquet, readParquetTable, type ColumnChoice } from './parquet-table.js';
import { parseTableBytes } from './parse-table-bytes.js';
import { tableWhere, type Table } from './table.js';

/**
 * Reads a table.
 * @param source its name, for messages.
 * @param choose the columns of a Parquet table to read; by default, all. Text is always read completely.
 * @throws a data error when it is cut short, too large, or no table: then it says what the bytes seem to be.
 */
export async function readTableBytes(bytes: ByteSource, source: string, choose?: ColumnChoice): Promise<Table> {
  const head = await bytes.slice(0, Math.min(4, bytes.byteLength));
  if (isParquet(head)) return await readParquetTable(bytes, source, choose);
  if (bytes.byteLength > mostBytes) throw tooLarge(source, bytes.byteLength);
  const all = await bytes.slice(0, bytes.byteLength);
  const isGzip = head[0] === 0x1f && head[1] === 0x8b;
  return parseTableBytes(
    isGzip ? await unpack(all, source) : all,
    source,
    'Parquet, or text separated by commas, semicolons or tabs, plain or gzip',
  );
}

async function unpack(packed: Uint8Array, source: string): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    const stream = new Blob([new Uint8Array(packed)]).stream().pipeThrough(new DecompressionStream('gzip'));
    const reader = stream.getReader() as ReadableStreamDefaultReader<Uint8Array>;
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      size += next.value.length;
      if (size > mostBytes) throw tooLarge(source, size);
      pieces.push(next.value);
    }
  } catch (error) {
    if (size > mostBytes) throw error;
    throw dataError(tableWhere({ source }), { expected: 'gzip that is complete', got: 'one that is damaged or cut short' });
  }
  const all = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

function tooLarge(source: string, bytes: number): Error {
  return dataError(tableWhere({ source }), {
    expected: `at most ${mebibytes(mostBytes)} of text`,
    got: `at least ${mebibytes(bytes)}`,
    hint: 'make it a Parquet table (assay import), from which only the needed columns are read',
    code: 'limit-exceeded',
  });
}
