/**
 * Runs as processes: started as a user would start them, so that they survive the studio and write the same journals. What a process prints
 * goes to a file in its folder.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { basename, join } from 'node:path';
import { usageError } from '../../../core/errors.js';
import { searchArguments, type SearchChoices } from '../../../search/command-line.js';
import { packageRoot } from '../files/package-files.js';
import { userFileOf } from '../user-code/user-file.js';
import { runName } from '../run-folder/run-name.js';
import { runWriter } from '../run-folder/run-lock.js';
import { logName } from './run-folders.js';

/** The processes that this studio started. */
export interface RunProcesses {
  /** Starts a search in a new folder. @returns its name. @throws a usage error for a name that is taken. */
  start(choices: SearchChoices, name?: string): string;
  /** Goes on with a run. @throws a usage error where somebody writes it. */
  resume(name: string, choices: SearchChoices): void;
  /** Asks the process that writes a run to stop, as Ctrl-C does. @throws a usage error where none does that may be asked. */
  stop(name: string): void;
  /** Whether the process of a run has been started and has not ended. */
  isRunning(name: string): boolean;
}

/** A folder's name that is safe everywhere. */
const safeName = /^[A-Za-z0-9][\w.-]{0,99}$/;
/** Processes at once: a search uses all cores. */
const mostRunning = 8;

export function createRunProcesses(root: string): RunProcesses {
  const running = new Map<string, ChildProcess>();

  const launch = (name: string, words: readonly string[]): void => {
    if (running.size >= mostRunning)
      throw usageError('run', {
        expected: `at most ${mostRunning} that this studio started at once`,
        got: 'one more',
        hint: 'wait for one, or stop one',
        code: 'limit-exceeded',
      });
    const log = openSync(join(root, name, logName), 'w');
    try {
      const child = spawn(process.execPath, [join(packageRoot, 'bin', 'assay.cjs'), ...words], {
        cwd: process.cwd(),
        detached: true,
        stdio: ['ignore', log, log],
      });
      running.set(name, child);
      child.once('exit', () => running.delete(name));
      child.once('error', () => running.delete(name));
      child.unref();
    } finally {
      closeSync(log);
    }
  };

  return {
    start(choices, given) {
      const name = given ?? freeName(root, choices.space);
      if (!safeName.test(name))
        throw usageError('name', {
          expected: 'letters, digits, dots, dashes and underscores',
          got: JSON.stringify(name.slice(0, 100)),
          code: 'malformed',
        });
      const folder = join(root, name);
      if (existsSync(folder))
        throw usageError('name', {
          expected: 'a new folder',
          got: `${name}, which exists`,
          hint: 'choose another name',
          code: 'exists',
        });
      mkdirSync(folder, { recursive: true });
      launch(name, [...searchArguments(choices), '--out', folder]);
      return name;
    },
    resume(name, choices) {
      const folder = join(root, name);
      const writer = runWriter(folder);
      if (writer !== undefined || running.has(name))
        throw usageError('resume', {
          expected: 'a run that nobody writes',
          got: writer?.line ?? 'one that is starting',
          code: 'in-use',
        });
      launch(name, [...searchArguments(choices), '--resume', folder]);
    },
    stop(name) {
      const writer = runWriter(join(root, name));
      const pid = running.get(name)?.pid ?? (writer?.isHere === true ? writer.pid : undefined);
      if (pid === undefined)
        throw usageError('stop', {
          expected: 'a run that a process of this machine writes',
          got: writer?.line ?? 'one that nobody writes',
          code: 'closed',
        });
      process.kill(pid, 'SIGINT');
    },
    isRunning: (name) => running.has(name),
  };
}

/** As the command line names a new run. */
function freeName(root: string, space: string): string {
  const file = userFileOf(space);
  const id = file === undefined ? space.split(':', 1).join() : basename(file.path).replace(/\.\w+$/, '');
  return runName(id, (name) => !existsSync(join(root, name)));
}
