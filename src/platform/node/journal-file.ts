/**
 * A journal in a folder: `journal.jsonl` is only ever appended to, each line with one write, so that a kill at any moment leaves
 * whole lines and at most one torn one at the end. Durations go to `timings.jsonl`, which is no part of the result.
 */
import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { plural } from '../../core/plural.js';
import { usageError } from '../../core/errors.js';
import { emptyJournal, encodeEntry, readJournal } from '../../search/journal/journal.js';
import { requireSameSettings } from '../../search/journal/settings.js';
import type { Journal, JournalEntry, JournalState, RunSettings } from '../../search/journal/types.js';
import { makeFolder, reading, writing } from './files.js';

export const journalName = 'journal.jsonl';

export interface OpenJournalOptions {
  readonly settings: RunSettings;
  /** Continue the journal that is there (a folder without one starts anew); otherwise a journal that is there is refused. */
  readonly mode: 'start' | 'resume';
  /** Hears, in one line, what a user should know: that a torn line was dropped, that there was nothing to resume. */
  readonly onNotice?: (line: string) => void;
}

export interface JournalFile extends Journal {
  readonly path: string;
  /** Appends one JSON line to `timings.jsonl`. */
  appendTimings(timings: unknown): void;
  close(): void;
}

/**
 * Opens the journal of a folder, which is made when it is not there; the header is written before any work is done.
 * @throws a usage error for a folder that cannot be written, a journal that is there already or has other settings;
 *   a data error, with its line number, for a damaged one.
 */
export function openJournal(folder: string, { settings, mode, onNotice = () => undefined }: OpenJournalOptions): JournalFile {
  const where = `journal ${folder}`;
  const path = join(folder, journalName);
  if (mode === 'start' && existsSync(path))
    throw usageError(where, {
      expected: 'a folder without a journal',
      got: 'one of an earlier run',
      hint: 'continue it with --resume, or use another --out',
    });
  makeFolder(where, folder);
  const before = mode === 'resume' && existsSync(path) ? readExisting(where, path) : undefined;
  if (mode === 'resume' && before?.state.settings === undefined)
    onNotice(`${where}: nothing to resume, starting from the beginning`);
  if (before?.state.settings !== undefined) requireSameSettings(where, settings, before.state.settings);

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
  const state = before?.state ?? emptyJournal;
  if (state.settings === undefined) write({ type: 'header', format: 'assay-journal', version: 1, settings });
  return {
    path,
    state: { ...state, settings },
    append: write,
    appendTimings(timings) {
      writing(where, 'a folder that can be written', () => {
        const log = openSync(join(folder, 'timings.jsonl'), 'a');
        writeSync(log, `${JSON.stringify(timings)}\n`);
        closeSync(log);
      });
    },
    close() {
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
