/** The lines of a journal file, read in pieces: a journal of any size needs no more memory than a small one. */
import { closeSync, openSync, readSync } from 'node:fs';
import { dataError } from '../../../core/errors.js';
import { reading } from '../files/files.js';

/** Bytes read at a time. */
const pieceBytes = 2 ** 20;
/** No line of a journal is longer. */
const longestLine = 2 ** 26;

/** How many bytes are complete lines, and how many are a torn last one. */
export interface JournalBytes {
  readonly wholeBytes: number;
  readonly tornBytes: number;
}

/** The complete lines; a torn last one is left out. @throws a data error for a line that no journal holds. */
export function* journalLines(where: string, path: string): Generator<string, JournalBytes> {
  const file = reading(where, 'a readable journal', () => openSync(path, 'r'));
  try {
    const piece = Buffer.alloc(pieceBytes);
    let rest = Buffer.alloc(0);
    let read = 0;
    for (;;) {
      const count = reading(where, 'a readable journal', () => readSync(file, piece));
      if (count === 0) return { wholeBytes: read - rest.length, tornBytes: rest.length };
      read += count;
      const end = piece.subarray(0, count).lastIndexOf(0x0a) + 1;
      if (end === 0) {
        rest = Buffer.concat([rest, piece.subarray(0, count)]);
        if (rest.length > longestLine)
          throw dataError(where, { expected: 'lines of a journal', got: 'one without an end', code: 'damaged' });
        continue;
      }
      const text = Buffer.concat([rest, piece.subarray(0, end - 1)]).toString('utf8');
      rest = Buffer.from(piece.subarray(end, count));
      yield* text.split('\n');
    }
  } finally {
    closeSync(file);
  }
}
