import { parseTable, tableWhere, type Table } from '../../benchmarks/table.js';
import { dataError } from '../../core/errors.js';
import { readText } from './files.js';

/**
 * A benchmark table from disk: comma-separated text, plain or gzip, told apart by the first bytes.
 * @throws a data error when the file cannot be read, is cut short or not text, or holds no table.
 */
export function readTable(path: string): Table {
  const where = tableWhere({ source: path });
  const text = readText(where, path);
  // NUL and the replacement character come from bytes that are no UTF-8 text, such as another kind of archive.
  const header = text.slice(0, 4096);
  if (header.includes('\0') || header.includes('\uFFFD')) throw dataError(where, { expected: 'comma-separated text, plain or gzip', got: 'other data' });
  return parseTable(text, path);
}
