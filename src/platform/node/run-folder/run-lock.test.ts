import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { isHeld, lockName, lockRun, thisProcess } from './run-lock.js';
import { builtFile } from '../files/package-files.js';

const root = mkdtempSync(join(tmpdir(), 'assay-lock-'));
afterAll(() => rmSync(root, { recursive: true }));
const newFolder = (): string => mkdtempSync(join(root, 'run-'));
const leave = (folder: string, holder: unknown): void => writeFileSync(join(folder, lockName), JSON.stringify(holder));

describe('lockRun', () => {
  it('admits one process, names it to the next, and is gone when it is released', () => {
    const folder = newFolder();
    const lock = lockRun('journal x', folder);
    expect(() => lockRun('journal x', folder)).toThrow(
      new RegExp(
        `^journal x: expected a folder that no other run writes, got process ${process.pid} on \\S+ at work there since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d UTC \\(wait for it, or use another \`folder\`; if it is gone, delete ${join(folder, lockName)}\\)$`,
      ),
    );
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
    lockRun('journal x', folder).release();
  });

  it('is released by a holder that was killed', async () => {
    const folder = newFolder();
    const child = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `import { lockRun } from ${JSON.stringify(pathToFileURL(builtFile('platform/node/run-folder/run-lock.js')).href)};
       lockRun('child', ${JSON.stringify(folder)}); console.log('locked'); setInterval(() => {}, 1000);`,
    ]);
    await once(child.stdout, 'data');
    expect(() => lockRun('here', folder)).toThrow(`got process ${child.pid} on `);
    child.kill('SIGKILL');
    await once(child, 'exit');
    lockRun('here', folder).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('does not count as held by a process with the id of a dead holder', () => {
    const folder = newFolder();
    leave(folder, { ...thisProcess(), started: '1' });
    lockRun('journal x', folder).release();
  });

  it('leaves the lock of a run that took the place of its folder', () => {
    const folder = newFolder();
    const lock = lockRun('journal x', folder);
    rmSync(join(folder, lockName));
    const other = lockRun('journal x', folder);
    lock.release();
    expect(readFileSync(join(folder, lockName), 'utf8')).toContain('token');
    other.release();
  });

  it('says that a lock cannot be read, and how to remove it', () => {
    const folder = newFolder();
    leave(folder, {});
    expect(() => lockRun('journal x', folder)).toThrow(`got a run.lock that cannot be read (`);
  });
});

describe('isHeld', () => {
  const here = { ...thisProcess(), boot: 'this', processes: 'pid:[1]' };
  it.each([
    ['this process', {}, true],
    ['another host, which cannot be asked', { host: 'elsewhere', pid: 2 ** 30 }, true],
    ['another container of this host, which cannot be asked', { processes: 'pid:[2]', pid: 2 ** 30 }, true],
    ['this host before it was started again', { boot: 'before' }, false],
    ['a process that is gone', { pid: 2 ** 30 }, false],
    ['an earlier process of this id', { started: '1' }, false],
  ])('%s', (_, holder, held) => {
    expect(isHeld({ ...here, ...holder }, here)).toBe(held);
  });
});
