import { readParquetTable, isParquet, type ColumnChoice } from '../../../benchmarks/parquet-table.js';
import { parseTableBytes } from '../../../benchmarks/parse-table-bytes.js';
import { tableWhere, type Table } from '../../../benchmarks/table.js';
import { checkParameter } from '../../../core/schema/check-request.js';
import { text } from '../../../core/schema/fields.js';
import { readBytes } from '../files/files.js';
import { openFileSource } from '../files/file-source.js';

/**
 * A benchmark table from disk: Parquet, or text separated by commas, semicolons or tabs, plain or gzip, recognised by the first bytes.
 * @param choose the columns to read, by the table's header; by default, all. Text is always read completely.
 * @throws a data error when the file cannot be read, is cut short or not text, or holds no table.
 */
export async function readTable(path: string, choose?: ColumnChoice): Promise<Table> {
  checkParameter('path', text, path);
  const where = tableWhere({ source: path });
  const file = openFileSource(where, `a readable file at ${JSON.stringify(path)}`, path);
  try {
    if (isParquet(file.slice(0, Math.min(4, file.byteLength)))) return await readParquetTable(file, path, choose);
  } finally {
    file.close();
  }
  return readCsvTable(path, 'Parquet, or text separated by commas, semicolons or tabs, plain or gzip');
}

/** A table of text, plain or gzip. @throws as `readTable` does. */
export function readCsvTable(path: string, expected?: string): Table {
  return parseTableBytes(readBytes(tableWhere({ source: path }), path), path, expected);
}
