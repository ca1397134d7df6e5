/** The folder of a part of a divided run: its journal, read in pieces, so that a part of any size needs no more memory than a small one. */
import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { dataError } from '../../../core/errors.js';
import { parseEntry } from '../../../search/journal/journal.js';
import type { Part } from '../../../search/shard/check-parts.js';
import { pathKind, reading } from '../files/files.js';
import { journalName } from './journal-file.js';

/** Bytes read at a time. */
const pieceBytes = 2 ** 20;
/** No line of a journal is longer. */
const longestLine = 2 ** 26;

/** @throws a data error for a folder without a journal, or one whose first line is none of a journal. */
export function openPart(folder: string): Part {
  const path = join(folder, journalName);
  if (pathKind(path) !== 'file')
    throw dataError(folder, {
      expected: 'the folder of a part',
      got: `no ${journalName} in it`,
      ...(holdsParts(folder) ? { hint: `the parts are folders in it: ${join(folder, '*')}` } : {}),
      code: 'missing',
    });
  const [first] = linesOf(folder, path);
  const entry = first === undefined ? undefined : parseEntry(`${folder} line 1`, first);
  if (entry !== undefined && entry.type !== 'header')
    throw dataError(`${folder} line 1`, { expected: 'the header', got: `a line of type "${entry.type}"`, code: 'damaged' });
  return {
    where: folder,
    settings: entry?.settings,
    isDone: isDone(folder, path),
    lines: () => linesOf(folder, path),
  };
}

function holdsParts(folder: string): boolean {
  if (pathKind(folder) !== 'folder') return false;
  return readdirSync(folder).some((name) => pathKind(join(folder, name, journalName)) === 'file');
}

/** The complete lines of a file; a torn last one is left out. @throws a data error for a line that no journal holds. */
function* linesOf(where: string, path: string): Generator<string, void> {
  const file = reading(where, 'a readable journal', () => openSync(path, 'r'));
  try {
    const piece = Buffer.alloc(pieceBytes);
    let rest = Buffer.alloc(0);
    for (;;) {
      const count = reading(where, 'a readable journal', () => readSync(file, piece));
      if (count === 0) return;
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

/** Whether the last line says that the part is complete. */
function isDone(where: string, path: string): boolean {
  return reading(where, 'a readable journal', () => {
    const file = openSync(path, 'r');
    try {
      const { size } = fstatSync(file);
      const tail = Buffer.alloc(Math.min(size, 200));
      readSync(file, tail, 0, tail.length, size - tail.length);
      return /(?:^|\n)\{"type":"done","evaluations":\d+\}\n$/.test(tail.toString('utf8'));
    } finally {
      closeSync(file);
    }
  });
}
