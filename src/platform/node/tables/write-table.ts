import { writeParquetPieces } from '../../../benchmarks/parquet-table.js';
import type { TableManifest } from '../../../benchmarks/table-manifest.js';
import type { Table } from '../../../benchmarks/table.js';
import { checkParameter } from '../../../core/schema/check-request.js';
import { text } from '../../../core/schema/fields.js';
import { tableField } from '../../../benchmarks/table-field.js';
import { writeWhole } from '../files/files.js';

/**
 * Writes a table to disk as Parquet, as a complete file or not at all. `readTable` opens it at once, as does any reader of Parquet.
 * @param manifest where its rows come from and what its columns mean, as `importFile` gives it.
 * @returns the number of bytes.
 * @throws a usage error for a path that cannot be written.
 */
export function writeTable(path: string, table: Table, manifest: TableManifest): number {
  checkParameter('path', text, path);
  checkParameter('table', tableField, table);
  let bytes = 0;
  writeWhole(path, path, (write) => {
    bytes = writeParquetPieces(table, manifest, write);
  });
  return bytes;
}
