/** A journal whose folder was deleted, moved or replaced during its run: the lines are still in the open file, and are copied to a new folder. */
import { existsSync, fstatSync, mkdirSync, readSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { usageError, type AssayError } from '../../../core/errors.js';
import { writeWhole } from '../files/files.js';

/** Whether the open file is the one at `path`. */
export function isStillAt(path: string, file: number): boolean {
  const there = statSync(path, { throwIfNoEntry: false, bigint: true });
  if (there === undefined) return false;
  const { ino, dev } = fstatSync(file, { bigint: true });
  return there.ino === ino && there.dev === dev;
}

/** Copies the first `bytes` of the open journal of `folder` into a new folder beside it, or among the temporary files. The returned error says where. */
export function rescueJournal(where: string, folder: string, file: number, bytes: number): AssayError {
  const whole = Buffer.alloc(bytes);
  for (let at = 0; at < bytes;) {
    const count = readSync(file, whole, at, bytes - at, at);
    if (count === 0) break;
    at += count;
  }
  const lost = { expected: 'the folder of the run to stay where it was', got: 'it deleted, moved or replaced' };
  for (const parent of [dirname(resolve(folder)), tmpdir()]) {
    try {
      const target = newFolder(join(parent, `${basename(resolve(folder))}-rescued`));
      writeWhole(where, join(target, 'journal.jsonl'), whole);
      return usageError(where, {
        ...lost,
        hint: `the scores so far are saved in ${target}: continue with the same settings and \`resume\` ${target}`,
        code: 'missing',
      });
    } catch {
      // The next place may work.
    }
  }
  return usageError(where, {
    ...lost,
    hint: 'the scores are lost: neither a folder beside it nor the temporary folder could be written',
    code: 'missing',
  });
}

function newFolder(path: string): string {
  let free = path;
  for (let n = 2; existsSync(free); n++) free = `${path}-${n}`;
  mkdirSync(free);
  return free;
}
