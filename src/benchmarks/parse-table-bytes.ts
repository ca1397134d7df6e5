import { decodeText } from '../core/decode-text.js';
import { dataError } from '../core/errors.js';
import { fileKind, tellingBytes } from '../core/file-kind.js';
import { parseTable } from './parse-table.js';
import { tableWhere, type Table } from './table.js';

/**
 * A table from the bytes of a text, unpacked.
 * @param source the file's name, for messages.
 * @throws a data error that says what the bytes are if they are not text, or what is wrong with the table.
 */
export function parseTableBytes(
  bytes: Uint8Array,
  source: string,
  expected = 'text separated by commas, semicolons or tabs, plain or gzip',
): Table {
  const text = decodeText(bytes);
  if (text === undefined)
    throw dataError(tableWhere({ source }), { expected, got: fileKind(bytes.subarray(0, tellingBytes)) ?? 'other data' });
  return parseTable(text, source);
}
