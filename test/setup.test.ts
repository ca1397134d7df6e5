/** What `npm start` does first in a fresh clone. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { missingPackages } from '../scripts/missing-packages.mjs';
import { scratchFolder } from './assay.js';

const folder = scratchFolder();
afterAll(() => rmSync(folder, { recursive: true }));

describe('missing packages', () => {
  const wanted = {
    packages: {
      '': { optionalDependencies: { native: '1.0.0' } },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/a/node_modules/b': { version: '2.0.0' },
      'node_modules/native': { version: '1.0.0', optional: true },
      'node_modules/for-another-system': { version: '1.0.0', optional: true },
    },
  };
  const { '': _, 'node_modules/for-another-system': __, ...all } = wanted.packages;

  it('are none after npm ci, whoever ran it', () => {
    expect(missingPackages(wanted, { packages: all }, () => true)).toEqual({ needed: [], optional: [] });
  });

  it('are those that were not installed, in another version, or deleted', () => {
    expect(missingPackages(wanted, {}, () => false).needed).toEqual(['a', 'b']);
    const other = { ...all, 'node_modules/a': { version: '1.0.1' } };
    expect(missingPackages(wanted, { packages: other }, () => true).needed).toEqual(['a']);
    expect(missingPackages(wanted, { packages: all }, (path) => !path.endsWith('/b')).needed).toEqual(['b']);
  });

  it('are optional where an install script failed', () => {
    const { 'node_modules/native': ___, ...rest } = all;
    expect(missingPackages(wanted, { packages: rest }, () => true)).toEqual({ needed: [], optional: ['native'] });
  });
});

describe('the lock of a set-up', () => {
  const lock = join(folder, 'setup.lock');
  const log = join(folder, 'log');

  /** A process that writes down when it begins, waits and ends. */
  function setUp(name: string): Promise<number | null> {
    const script = `import { appendFileSync } from 'node:fs';
      import { withSetupLock } from ${JSON.stringify(new URL('../scripts/setup-lock.mjs', import.meta.url).href)};
      const note = (what) => appendFileSync(${JSON.stringify(log)}, ${JSON.stringify(name)} + ' ' + what + '\\n');
      withSetupLock(${JSON.stringify(lock)}, () => note('waits'), () => {
        note('begins');
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
        note('ends');
      });`;
    return new Promise((done) => spawn(process.execPath, ['--input-type=module', '-e', script]).on('close', done));
  }

  it('makes the second of two wait, and say so', async () => {
    expect(await Promise.all([setUp('a'), setUp('b')])).toEqual([0, 0]);
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    // The second may say that it waits before the first says that it begins.
    const first = lines.find((line) => line.endsWith('begins')) ?? '';
    const second = first.startsWith('a') ? 'b' : 'a';
    expect(lines.filter((line) => !line.endsWith('waits'))).toEqual([
      first,
      first.replace('begins', 'ends'),
      `${second} begins`,
      `${second} ends`,
    ]);
    expect(lines).toContain(`${second} waits`);
    expect(existsSync(lock)).toBe(false);
  });

  it('is taken over from a process that is gone', async () => {
    writeFileSync(lock, JSON.stringify({ pid: 2 ** 22 + 1, host: hostname() }));
    rmSync(log);
    expect(await setUp('c')).toBe(0);
    expect(readFileSync(log, 'utf8')).toBe('c begins\nc ends\n');
  });
});
