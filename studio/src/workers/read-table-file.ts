/** Reads a table that a user dropped: CSV, TSV, semicolons or Parquet. What is no table is named for what it seems to be. */
import { readTableBytes, type Table } from 'assay';

export async function readTableFile(file: File): Promise<Table> {
  return await readTableBytes(
    { byteLength: file.size, slice: async (start, end) => new Uint8Array(await file.slice(start, end).arrayBuffer()) },
    file.name,
  );
}
