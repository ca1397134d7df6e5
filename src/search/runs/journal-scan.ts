/** A journal read as it grows: its settings, how many evaluations it holds, whether it has ended; a line is read once. */
import { AssayError } from '../../core/errors.js';
import { parseEntry } from '../journal/journal.js';
import type { RunSettings } from '../journal/types.js';

/** What the lines so far say. */
export interface ScannedJournal {
  readonly settings?: RunSettings;
  readonly evaluations: number;
  readonly isDone: boolean;
  /** Why the journal cannot be read, in one line. */
  readonly problem?: string;
}

/** Takes the text of a journal in pieces. */
export interface JournalScan {
  /** Takes the next piece; it may end within a line. */
  push(text: string): void;
  found(): ScannedJournal;
}

/** @param where names the journal in the line about a problem. */
export function createJournalScan(where: string): JournalScan {
  let rest = '';
  let lines = 0;
  let found: ScannedJournal = { evaluations: 0, isDone: false };

  const take = (line: string): void => {
    lines++;
    if (found.problem !== undefined) return;
    if (lines > 1 && line.startsWith('{"type":"evaluation"')) found = { ...found, evaluations: found.evaluations + 1 };
    else if (lines === 1 || line.startsWith('{"type":"done"')) found = { ...found, ...readEnd(`${where} line ${lines}`, line) };
  };
  return {
    push(text) {
      const whole = (rest + text).split('\n');
      rest = whole.pop() ?? '';
      whole.forEach(take);
    },
    found: () => found,
  };
}

/** What the header or the last line adds. */
function readEnd(where: string, line: string): Partial<ScannedJournal> {
  try {
    const entry = parseEntry(where, line);
    if (entry.type === 'header') return { settings: entry.settings };
    if (entry.type === 'done') return { isDone: true };
    return { problem: `${where}: expected the header, got a line of type "${entry.type}"` };
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    return { problem: error.message };
  }
}
