/** The runs of a folder as rows, kept up to date: of each journal only what was added is read. */
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { needsItsCommand } from '../../../search/command-line.js';
import { createJournalScan, type JournalScan, type ScannedJournal } from '../../../search/runs/journal-scan.js';
import type { RunRow, RunState } from '../../../search/runs/types.js';
import { journalName } from '../run-folder/journal-file.js';
import { runWriter } from '../run-folder/run-lock.js';
import { findRuns, isPlainFile, logName } from './run-folders.js';

/** The rows of a folder. */
export interface RunWatch {
  /** The rows now, those at work first, then the last started; the same array while nothing changed. */
  rows(): readonly RunRow[];
}

/** What was read of a journal. */
interface Seen {
  readonly scan: JournalScan;
  readonly decoder: StringDecoder;
  readonly inode: number;
  bytes: number;
  /** Up to the end of the last complete line. */
  complete: number;
}

const pieceBytes = 1 << 20;

/** What the studio knows of runs and spaces. */
interface WatchKnows {
  /** Whether a process of a run was started that has not ended. */
  isStarting(name: string): boolean;
  /** Whether the studio may run the space of a file. */
  isKnownSpace(space: string): boolean;
}

export function watchRuns(root: string, { isStarting, isKnownSpace }: WatchKnows): RunWatch {
  let seen = new Map<string, Seen>();
  let last: readonly RunRow[] = [];
  let lastText = '';

  const scanned = (name: string): { readonly journal: ScannedJournal; readonly bytes: number } | undefined => {
    const path = join(root, name, journalName);
    if (!isPlainFile(path)) return undefined;
    const { size, ino } = statSync(path);
    const before = seen.get(name);
    const known =
      before !== undefined && before.inode === ino && before.bytes <= size
        ? before
        : { scan: createJournalScan('journal'), decoder: new StringDecoder('utf8'), inode: ino, bytes: 0, complete: 0 };
    seen.set(name, known);
    if (known.bytes < size) readOn(path, known, size);
    return { journal: known.scan.found(), bytes: known.complete };
  };

  return {
    rows() {
      const names = findRuns(root);
      seen = new Map([...seen].filter(([name]) => names.includes(name)));
      const rows = names
        .flatMap((name) => {
          try {
            return [rowOf(root, name, scanned(name), isStarting(name), isKnownSpace)];
          } catch (error) {
            // Deleted, or made unreadable, between the list and the look.
            if (error instanceof Error && 'syscall' in error) return [];
            throw error;
          }
        })
        .sort((a, b) => Number(isAtWork(b)) - Number(isAtWork(a)) || (a.startedAt < b.startedAt ? 1 : -1));
      const text = JSON.stringify(rows);
      if (text !== lastText) [last, lastText] = [rows, text];
      return last;
    },
  };
}

function isAtWork({ state }: RunRow): boolean {
  return state === 'live' || state === 'starting';
}

/** Gives the scan what was added. */
function readOn(path: string, seen: Seen, size: number): void {
  const file = openSync(path, 'r');
  try {
    const piece = Buffer.alloc(Math.min(pieceBytes, size - seen.bytes));
    while (seen.bytes < size) {
      const read = readSync(file, piece, 0, Math.min(piece.length, size - seen.bytes), seen.bytes);
      if (read === 0) break;
      const added = piece.subarray(0, read);
      seen.scan.push(seen.decoder.write(added));
      if (added.includes(0x0a)) seen.complete = seen.bytes + added.lastIndexOf(0x0a) + 1;
      seen.bytes += read;
    }
  } finally {
    closeSync(file);
  }
}

function rowOf(
  root: string,
  name: string,
  found: { readonly journal: ScannedJournal; readonly bytes: number } | undefined,
  isStarting: boolean,
  isKnownSpace: (space: string) => boolean,
): RunRow {
  const folder = join(root, name);
  const writer = runWriter(folder);
  const log = lastLine(join(folder, logName));
  const journal = found?.journal ?? { evaluations: 0, isDone: false };
  const state = stateOf(journal, { isWritten: writer !== undefined, isStarting, error: log });
  const times = statSync(found === undefined ? folder : join(folder, journalName));
  const line =
    state === 'foreign'
      ? journal.problem
      : state === 'failed'
        ? log
        : state === 'live' && writer?.isHere === false
          ? writer.line
          : undefined;
  const cannotResume =
    journal.settings === undefined ? 'it has no journal to continue' : needsItsCommand(journal.settings, isKnownSpace);
  return {
    name,
    state,
    ...(line === undefined ? {} : { line }),
    ...(journal.settings === undefined ? {} : { settings: journal.settings }),
    evaluations: journal.evaluations,
    bytes: found?.bytes ?? 0,
    startedAt: new Date(Math.min(times.birthtimeMs, times.mtimeMs)).toISOString(),
    changedAt: times.mtime.toISOString(),
    canStop: writer?.isHere === true,
    ...(cannotResume === undefined ? {} : { cannotResume }),
  };
}

function stateOf(
  journal: ScannedJournal,
  {
    isWritten,
    isStarting,
    error,
  }: { readonly isWritten: boolean; readonly isStarting: boolean; readonly error: string | undefined },
): RunState {
  if (journal.problem !== undefined) return 'foreign';
  if (journal.isDone) return 'finished';
  if (isWritten) return 'live';
  if (isStarting) return 'starting';
  return error === undefined ? 'interrupted' : 'failed';
}

/** The last error that a process of the studio printed; undefined where it ended well or was interrupted. */
function lastLine(path: string): string | undefined {
  if (!isPlainFile(path)) return undefined;
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  const error = lines.findLast((line) => line.startsWith('assay: '))?.slice('assay: '.length);
  return error === undefined || error.startsWith('interrupted') ? undefined : error;
}
