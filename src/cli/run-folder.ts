import { join } from 'node:path';
import { existsSync, mkdirSync, rmdirSync } from 'node:fs';
import { dataError, usageError } from '../core/errors.js';
import { journalName, mayHoldScores } from '../platform/node/run-folder/journal-file.js';
import { noScoreYet } from './interrupt.js';
import { runName } from '../platform/node/run-folder/run-name.js';

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
  return { folder: named ?? newFolder(spaceId), mode: resume === undefined ? 'start' : 'resume' };
}

/** A folder under `runs` that this command alone has, of those that begin in the same second too. It goes again if nothing is written there. */
function newFolder(spaceId: string): string {
  const make = (name: string): boolean => {
    const folder = join('runs', name);
    try {
      mkdirSync('runs', { recursive: true });
      mkdirSync(folder);
      process.once('exit', () => removeEmpty(folder));
      return true;
    } catch (error) {
      // Where nothing can be written the run says why.
      return (error as NodeJS.ErrnoException).code !== 'EEXIST' || !existsSync(folder);
    }
  };
  return join('runs', runName(spaceId, make));
}

function removeEmpty(folder: string): void {
  for (const path of [folder, 'runs']) {
    try {
      rmdirSync(path);
    } catch {
      // It holds something.
      return;
    }
  }
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
  if (folder === undefined) return 'nothing was saved';
  return mayHoldScores(folder)
    ? `the scores so far are saved: to continue, run the same command with --resume ${folder}`
    : noScoreYet;
}
