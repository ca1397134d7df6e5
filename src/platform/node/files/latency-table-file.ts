import { checkParameter } from '../../../core/schema/check-request.js';
import { text } from '../../../core/schema/fields.js';
import { parseLatencyTable, printLatencyTable, type LatencyTable } from '../../../runtime/latency/latency-table.js';
import { readText, writeWhole } from './files.js';

/** A latency table from disk. @throws a data error for a file that is not a latency table. */
export function readLatencyTable(path: string): LatencyTable {
  checkParameter('path', text, path);
  const where = `latency table ${path}`;
  return parseLatencyTable(where, readText(where, path));
}

export function writeLatencyTable(path: string, table: LatencyTable): void {
  writeWhole(path, path, printLatencyTable(table));
}
