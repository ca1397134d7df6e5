/** The folder of a part of a divided run: its journal, read in pieces, so that a part of any size needs no more memory than a small one. */
import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { dataError } from '../../../core/errors.js';
import { parseEntry } from '../../../search/journal/journal.js';
import type { Part } from '../../../search/shard/check-parts.js';
import { pathKind, reading } from '../files/files.js';
import { journalName } from './journal-file.js';
import { journalLines } from './journal-lines.js';

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
  const [first] = journalLines(folder, path);
  const entry = first === undefined ? undefined : parseEntry(`${folder} line 1`, first);
  if (entry !== undefined && entry.type !== 'header')
    throw dataError(`${folder} line 1`, { expected: 'the header', got: `a line of type "${entry.type}"`, code: 'damaged' });
  return {
    where: folder,
    settings: entry?.settings,
    isDone: isDone(folder, path),
    lines: () => journalLines(folder, path),
  };
}

function holdsParts(folder: string): boolean {
  if (pathKind(folder) !== 'folder') return false;
  return readdirSync(folder).some((name) => pathKind(join(folder, name, journalName)) === 'file');
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
