/**
 * A journal in a folder: lines are only appended to `journal.jsonl`, at most some twenty times a second, so that a kill at any moment leaves complete
 * lines and at most one torn line at the end, and costs the lines of the last twentieth of a second. A line that comes later than that after the last write is
 * written at once: no score that took long is lost. The header, the lines of every few seconds and the end are flushed to the disk (fsync),
 * the first two while the run goes on (a disk takes some 30 ms for a new file): a power cut costs no more than the lines of these seconds. One process writes at a time (`run-lock`).
 */
import { requireFields } from '../../../core/require-shape.js';
import {
  closeSync,
  existsSync,
  fdatasync,
  fdatasyncSync,
  ftruncateSync,
  openSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { checkParameter } from '../../../core/schema/check-request.js';
import { text } from '../../../core/schema/fields.js';
import { plural } from '../../../core/plural.js';
import { continueJournal } from '../../../search/journal/continue-journal.js';
import { createJournalFold, emptyJournal, encodeEntry, requireOpen } from '../../../search/journal/journal.js';
import type { Journal, JournalState, JournalStore, OpenJournalOptions } from '../../../search/journal/types.js';
import { joinedLength, makeFolder, syncFolder, writing, writingError } from '../files/files.js';
import { journalLines, type JournalBytes } from './journal-lines.js';
import { isStillAt, rescueJournal } from './rescue-journal.js';
import { lockRun } from './run-lock.js';

export const journalName = 'journal.jsonl';

/** Milliseconds between two flushes to the disk. */
const syncEvery = 5000;
/** Milliseconds between two writes: thousands of small scores come a second. */
const writeEvery = 50;

/** A journal in a folder. */
export interface JournalFile extends Journal {
  readonly path: string;
}

/** The journal of a folder; the folder is made when a run opens it. */
export function journalInFolder(folder: string): JournalStore {
  checkParameter('folder', text, folder);
  return { open: (options) => openJournal(folder, options) };
}

/**
 * Opens the journal of a folder, which is made if it is missing; the header is written before any work is done.
 * @param now a clock in milliseconds.
 * @throws a usage error for a folder that cannot be written or that another process writes, a journal that already exists or has other
 *   settings; a data error, with its line number, for a damaged one. Later, at a write, for a full disk or a folder that was deleted.
 */
export async function openJournal(
  folder: string,
  options: OpenJournalOptions,
  now: () => number = () => performance.now(),
): Promise<JournalFile> {
  checkParameter('folder', text, folder);
  requireFields('options', 'an object with the settings of the run', options, 'settings', 'mode');
  const where = `journal ${folder}`;
  makeFolder(where, folder);
  const lock = lockRun(where, folder);
  try {
    return openLocked(where, folder, options, now, lock.release);
  } catch (error) {
    lock.release();
    throw error;
  }
}

function openLocked(
  where: string,
  folder: string,
  options: OpenJournalOptions,
  now: () => number,
  release: () => void,
): JournalFile {
  const { settings, onNotice = () => undefined } = options;
  const path = join(folder, journalName);
  if (options.mode === 'start' && holdsNoScore(where, path)) unlinkSync(path);
  const isThere = existsSync(path);
  const before = isThere && options.mode === 'resume' ? readExisting(where, path) : undefined;
  const state = continueJournal(where, before?.state ?? (isThere ? emptyJournal : undefined), options);

  const file = writing(where, 'a folder that can be written', () => openSync(path, before === undefined ? 'wx+' : 'r+'));
  let isOpen = true;
  /** The lines that wait, and those before them as bytes. */
  let pending = '';
  let packed: Buffer[] = [];
  let end = before?.wholeBytes ?? 0;
  let synced = now();
  let written = now();
  /** Writes the lines that wait, where no other line comes soon. */
  let timer: NodeJS.Timeout | undefined;
  /** Why the timer could not write; thrown where the next line is appended. */
  let failure: unknown;
  const room = 'room for another line (the lines so far are saved: continue with `resume`)';
  const sync = (): void => {
    writing(where, room, () => fdatasyncSync(file));
    synced = now();
  };
  /** Ends when nothing is being flushed; the file is not closed before. */
  let flushed: Promise<void> = Promise.resolve();
  const syncMeanwhile = (): void => {
    synced = now();
    const done = new Promise<void>((resolve) => {
      fdatasync(file, (error) => {
        if (error !== null) failure ??= writingError(where, room, error);
        resolve();
      });
    });
    flushed = flushed.then(() => done);
  };
  /** Writes the lines that wait. @param isMark the last of them is neither the header nor an evaluation. */
  const write = (isMark: boolean): void => {
    clearTimeout(timer);
    timer = undefined;
    if (pending === '' && packed.length === 0) return;
    flush();
    written = now();
    if (!isStillAt(path, file)) throw rescueJournal(where, folder, file, end);
    if (isMark) sync();
    else if (now() - synced >= syncEvery) syncMeanwhile();
  };
  const pack = (): void => {
    packed.push(Buffer.from(pending));
    pending = '';
  };
  const flush = (): void => {
    pack();
    const lines = Buffer.concat(packed);
    packed = [];
    writing(where, room, () => {
      // After a short write (a full disk) the next one says why.
      for (let at = 0; at < lines.length;) at += writeSync(file, lines, at, lines.length - at, end + at);
    });
    end += lines.length;
  };
  let turn: Promise<void> | undefined;
  /** Writes the lines of this turn at its end. */
  const writeTurn = (): Promise<void> =>
    (turn ??= Promise.resolve().then(() => {
      turn = undefined;
      if (isOpen) write(false);
    }));
  const writeSoon = (): void => {
    timer ??= setTimeout(() => {
      try {
        write(false);
      } catch (error) {
        failure = error;
      }
    }, writeEvery);
  };
  const throwFailure = (): void => {
    if (failure === undefined) return;
    const error = failure;
    failure = undefined;
    throw error;
  };
  if (before !== undefined && before.tornBytes > 0) {
    onNotice(`${where}: dropped a torn last line of ${plural(before.tornBytes, 'byte')}`);
    ftruncateSync(file, before.wholeBytes);
  }
  if (state.settings === undefined) {
    pending += encodeEntry({ type: 'header', format: 'assay-journal', version: 1, settings });
    write(false);
    syncMeanwhile();
    // After the file, for whose flush that of the folder would wait.
    flushed = flushed.then(() => syncFolder(folder));
  }
  return {
    path,
    state: { ...state, settings },
    append: async (entry) => {
      requireOpen(where, isOpen);
      throwFailure();
      pending += encodeEntry(entry);
      if (pending.length >= joinedLength) pack();
      if (entry.type !== 'evaluation' && entry.type !== 'portion') write(true);
      else if (now() - written < writeEvery) writeSoon();
      else await writeTurn();
    },
    async close() {
      if (!isOpen) return;
      isOpen = false;
      clearTimeout(timer);
      try {
        flush();
        sync();
      } finally {
        await flushed;
        closeSync(file);
        release();
      }
      throwFailure();
    },
  };
}

/** Whether a journal was left by a run that scored nothing, such as one that a mistake ended: a new run may take its place. */
function holdsNoScore(where: string, path: string): boolean {
  if (!existsSync(path) || statSync(path).size > 2 ** 16) return false;
  try {
    const { state } = readExisting(where, path);
    return state.settings !== undefined && !state.isDone && state.evaluations.length === 0;
  } catch {
    // What cannot be read may hold scores.
    return false;
  }
}

/** Whether a run may have saved scores in its folder: a journal that cannot be read may hold some. */
export function mayHoldScores(folder: string): boolean {
  const path = join(folder, journalName);
  return existsSync(path) && !holdsNoScore(`journal ${folder}`, path);
}

/** What a journal file holds. @throws a data error that names the line for a damaged one. */
export function readExisting(where: string, path: string): JournalBytes & { readonly state: JournalState } {
  const fold = createJournalFold(where);
  const lines = journalLines(where, path);
  let next = lines.next();
  for (; next.done !== true; next = lines.next()) fold.take(next.value);
  return { state: fold.state(), ...next.value };
}
