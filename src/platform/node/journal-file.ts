/**
 * A journal in a folder: `journal.jsonl` is only ever appended to, each line with one write, so that a kill at any moment leaves
 * whole lines and at most one torn one at the end.
 */
import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { plural } from '../../core/plural.js';
import { continueJournal } from '../../search/journal/continue-journal.js';
import { emptyJournal, encodeEntry, readJournal } from '../../search/journal/journal.js';
import type { Journal, JournalEntry, JournalState, JournalStore, OpenJournalOptions } from '../../search/journal/types.js';
import { makeFolder, reading, writing } from './files.js';

export const journalName = 'journal.jsonl';

export interface JournalFile extends Journal {
  readonly path: string;
}

/** The journal of a folder, which is made when a run opens it. */
export function journalInFolder(folder: string): JournalStore {
  return { open: (options) => openJournal(folder, options) };
}

/**
 * Opens the journal of a folder, which is made when it is not there; the header is written before any work is done.
 * @throws a usage error for a folder that cannot be written, a journal that is there already or has other settings;
 *   a data error, with its line number, for a damaged one.
 */
export async function openJournal(folder: string, options: OpenJournalOptions): Promise<JournalFile> {
  const { settings, onNotice = () => undefined } = options;
  const where = `journal ${folder}`;
  const path = join(folder, journalName);
  const isThere = existsSync(path);
  const before = isThere && options.mode === 'resume' ? readExisting(where, path) : undefined;
  const state = continueJournal(where, before?.state ?? (isThere ? emptyJournal : undefined), options);
  makeFolder(where, folder);

  const file = writing(where, 'a folder that can be written', () => openSync(path, before === undefined ? 'ax' : 'r+'));
  let end = before?.wholeBytes ?? 0;
  const write = (entry: JournalEntry): void => {
    const line = Buffer.from(encodeEntry(entry));
    writing(where, 'room for another line (what was written is kept: continue with --resume)', () => {
      // One write a line; a short write (a full disk) is followed by one that says why.
      for (let at = 0; at < line.length;) at += writeSync(file, line, at, line.length - at, end + at);
    });
    end += line.length;
  };
  if (before !== undefined && before.tornBytes > 0) {
    onNotice(`${where}: dropped a torn last line of ${plural(before.tornBytes, 'byte')}`);
    ftruncateSync(file, before.wholeBytes);
  }
  if (state.settings === undefined) write({ type: 'header', format: 'assay-journal', version: 1, settings });
  return {
    path,
    state: { ...state, settings },
    append: async (entry) => write(entry),
    async close() {
      fsyncSync(file);
      closeSync(file);
    },
  };
}

function readExisting(
  where: string,
  path: string,
): { readonly state: JournalState; readonly wholeBytes: number; readonly tornBytes: number } {
  const bytes = reading(where, 'a readable journal', () => readFileSync(path));
  const wholeBytes = bytes.lastIndexOf(0x0a) + 1;
  return { state: readJournal(where, bytes.toString('utf8', 0, wholeBytes)), wholeBytes, tornBytes: bytes.length - wholeBytes };
}
