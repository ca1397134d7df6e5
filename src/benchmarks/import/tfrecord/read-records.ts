/** TFRecord: frames of a length (8 bytes), its masked CRC-32C, the record and its masked CRC-32C. */
import { dataError } from '../../../core/errors.js';
import { ByteCursor } from '../bytes/byte-cursor.js';
import type { Chunks } from '../bytes/chunks.js';
import { maskedCrc32c } from './crc32c.js';

/** The longest record; no benchmark has longer ones. */
const longest = 2 ** 24;

/** Each record in turn, with its checksums verified; valid until the next. @throws data errors that name the record. */
export function* readRecords(chunks: Chunks, where: string): Generator<Uint8Array> {
  const cursor = new ByteCursor(chunks, where);
  for (let index = 0; !cursor.isAtEnd; index++) {
    const head = cursor.take(8).slice();
    const check = (bytes: Uint8Array, what: string): void => {
      const expected = cursor.uint32();
      const got = maskedCrc32c(bytes);
      if (got !== expected)
        throw dataError(`${where} record ${index}`, {
          expected: `${what} with CRC ${expected.toString(16)}`,
          got: got.toString(16),
          hint: 'the file is damaged or not a TFRecord',
          code: 'damaged',
        });
    };
    check(head, 'a length');
    const view = new DataView(head.buffer);
    const length = view.getUint32(4, true) * 2 ** 32 + view.getUint32(0, true);
    if (length > longest)
      throw dataError(`${where} record ${index}`, {
        expected: `at most ${longest.toLocaleString('en-US')} bytes`,
        got: length.toLocaleString('en-US'),
        code: 'limit-exceeded',
      });
    const record = cursor.take(length);
    check(record, 'data');
    yield record;
  }
}
