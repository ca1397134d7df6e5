import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { dataError, usageError } from '../core/errors.js';
import { journalName } from '../platform/node/run-folder/journal-file.js';

interface RunPlace {
  readonly out?: string | undefined;
  readonly resume?: string | true | undefined;
}

/** Where a run is kept: named, resumed, or a new folder under `runs`. */
export function runFolder(
  spaceId: string,
  { out, resume }: RunPlace,
): { readonly folder: string; readonly mode: 'start' | 'resume' } {
  if (typeof resume === 'string' && out !== undefined && out !== resume)
    throw usageError('--resume', { expected: 'one folder', got: `${resume} and --out ${out}`, code: 'mismatch' });
  const named = typeof resume === 'string' ? resume : out;
  if (resume !== undefined && named === undefined)
    throw usageError('--resume', {
      expected: 'the folder of the run',
      got: 'none',
      hint: '--resume DIR, or --out DIR --resume',
      code: 'missing',
    });
  const stamp = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return { folder: named ?? join('runs', `${spaceId}-${stamp}`), mode: resume === undefined ? 'start' : 'resume' };
}

/** The folder of a command that saves only where one is named, and whether it goes on. @throws a usage error. */
export function savedRun({ out, resume }: RunPlace): {
  readonly folder?: string;
  readonly resume?: boolean;
} {
  if (out === undefined && resume === undefined) return {};
  const { folder, mode } = runFolder('', { out, resume });
  if (mode === 'resume') requireRun(folder);
  return { folder, resume: mode === 'resume' };
}

/** @throws a data error for a folder without a journal. */
export function requireRun(folder: string): void {
  if (!existsSync(join(folder, journalName)))
    throw dataError('--resume', { expected: 'the folder of a run', got: `no ${journalName} in ${folder}`, code: 'missing' });
}

/** What an interrupted command says that it kept. */
export function keptIn(folder: string | undefined): string {
  return folder === undefined
    ? 'nothing was saved'
    : `the scores so far are saved: to continue, run the same command with --resume ${folder}`;
}
