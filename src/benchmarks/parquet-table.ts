/**
 * Tables as Parquet: architectures as text, everything else as doubles (NaN: not known), the manifest in the file's key-value metadata.
 * Any reader of Parquet opens them; this one takes names and manifest from the footer, and reads only the chosen columns.
 */
import { parquetMetadataAsync, parquetRead, type AsyncBuffer, type FileMetaData } from 'hyparquet';
import { ByteWriter, parquetWrite } from 'hyparquet-writer';
import { AssayError, dataError } from '../core/errors.js';
import type { ByteSource } from '../core/byte-source.js';
import { parseManifest, type TableManifest } from './table-manifest.js';
import { missingColumn, tableWhere, type Table, type TableColumn, type TableHeader } from './table.js';

/** The key of the manifest in the file's metadata. */
const manifestKey = 'assay.table';

/** The first and last bytes of a Parquet file. */
const magic = [0x50, 0x41, 0x52, 0x31];

/** Whether bytes begin like a Parquet file. */
export function isParquet(bytes: Uint8Array): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}

/** Names of the columns to read, chosen when the header is known. */
export type ColumnChoice = (header: TableHeader) => readonly string[];

/** Reads the chosen columns of a Parquet file, or all. @throws a data error when it is cut short, damaged or of nested types. */
export async function readParquetTable(file: ByteSource, source: string, choose?: ColumnChoice): Promise<Table> {
  const where = tableWhere({ source });
  const buffer: AsyncBuffer = {
    byteLength: file.byteLength,
    slice: async (start, end = file.byteLength) => arrayBufferOf(await file.slice(start, end)),
  };
  const metadata = await wholeFile(where, () => parquetMetadataAsync(buffer));
  const header = headerOf(metadata, source, where);
  const names = choose === undefined ? header.names : [...new Set(choose(header))];
  for (const name of names) if (!header.names.includes(name)) throw missingColumn(header, name);
  const rows = Number(metadata.num_rows);
  if (rows === 0) throw dataError(where, { expected: 'at least one row', got: 'none', code: 'missing' });
  const columns = new Map(names.map((name) => [name, emptyColumn(metadata, name, rows)]));
  await wholeFile(where, () =>
    parquetRead({
      file: buffer,
      metadata,
      columns: [...names],
      onChunk: ({ columnName, columnData, rowStart }) =>
        fill(columns.get(columnName) as string[] | Float64Array, columnData, rowStart),
    }),
  );
  return { ...header, names, rows, columns: names.map((name) => columns.get(name) as TableColumn) };
}

/** Rows that are packed together; the first few separately, so that reading them is cheap. */
const rowGroups = [1000, 100_000];
/** Packed rows are written in pieces of about this many bytes. */
const pieceBytes = 2 ** 20;

/** The table as the bytes of a Parquet file; equal tables give the same bytes. */
export function writeParquetTable(table: Table, manifest: TableManifest): Uint8Array {
  const pieces: Uint8Array[] = [];
  const whole = new Uint8Array(writeParquetPieces(table, manifest, (piece) => void pieces.push(piece.slice())));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/**
 * The same bytes piece by piece, so that no more than a few megabytes of a large table are packed at a time. The next piece overwrites each piece:
 * `write` must use or copy it at once. Returns the number of bytes.
 */
export function writeParquetPieces(table: Table, manifest: TableManifest, write: (piece: Uint8Array) => void): number {
  const columnData = table.names.map((name, i) => {
    const data = table.columns[i];
    return {
      name,
      data: data as string[] | Float64Array,
      type: data instanceof Float64Array ? ('DOUBLE' as const) : ('STRING' as const),
      nullable: false,
    };
  });
  const writer = new PieceWriter(write);
  parquetWrite({
    writer,
    columnData,
    rowGroupSize: rowGroups,
    kvMetadata: [{ key: manifestKey, value: JSON.stringify(manifest) }],
    createdBy: 'assay',
    statistics: false,
  });
  return writer.offset;
}

/** The library's writer; its buffer is passed on when it holds a piece. */
class PieceWriter extends ByteWriter {
  readonly #write: (piece: Uint8Array) => void;

  constructor(write: (piece: Uint8Array) => void) {
    super(2 * pieceBytes);
    this.#write = write;
  }

  override ensure(size: number): void {
    if (this.index > pieceBytes) this.#handOn();
    super.ensure(size);
  }

  override finish(): void {
    this.#handOn();
  }

  #handOn(): void {
    this.#write(this.getBytes());
    this.index = 0;
  }
}

function headerOf(metadata: FileMetaData, source: string, where: string): TableHeader {
  // The first element is the root; columns with children would be nested.
  const [root, ...leaves] = metadata.schema;
  if (root?.num_children !== leaves.length)
    throw dataError(where, { expected: 'a flat table', got: 'nested columns', code: 'unsupported' });
  const text = metadata.key_value_metadata?.find(({ key }) => key === manifestKey)?.value;
  return {
    source,
    names: leaves.map(({ name }) => name),
    ...(text === undefined ? {} : { manifest: parseManifest(text, where) }),
  };
}

function emptyColumn({ schema }: FileMetaData, name: string, rows: number): string[] | Float64Array {
  const type = schema.find((element, i) => i > 0 && element.name === name)?.type;
  return type === 'DOUBLE' || type === 'FLOAT' || type === 'INT32' || type === 'INT64'
    ? new Float64Array(rows).fill(NaN)
    : new Array<string>(rows).fill('');
}

function fill(column: string[] | Float64Array, data: ArrayLike<unknown>, start: number): void {
  if (column instanceof Float64Array) {
    for (let i = 0; i < data.length; i++) column[start + i] = data[i] === null ? NaN : Number(data[i]);
  } else {
    for (let i = 0; i < data.length; i++) column[start + i] = data[i] === null ? '' : String(data[i]);
  }
}

function arrayBufferOf(bytes: Uint8Array): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = bytes;
  return buffer instanceof ArrayBuffer && byteOffset === 0 && byteLength === buffer.byteLength
    ? buffer
    : new Uint8Array(bytes).buffer;
}

/** Runs `read`; errors of the Parquet reader become data errors. */
async function wholeFile<T>(where: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof AssayError) throw error;
    throw dataError(where, {
      expected: 'a complete Parquet file',
      got: error instanceof Error ? error.message : String(error),
      hint: 'the file is truncated or damaged',
      code: 'damaged',
    });
  }
}
