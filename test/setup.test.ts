/** What `npm start` does first in a fresh clone. */
import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
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

describe('npm start', () => {
  /** A clone that is set up, whose command prints where it runs, and with what. */
  const clone = join(folder, 'clone');
  const elsewhere = join(folder, 'elsewhere');
  for (const path of ['scripts', 'bin', 'docs']) mkdirSync(join(clone, path), { recursive: true });
  mkdirSync(elsewhere);
  copyFileSync(new URL('../scripts/start.mjs', import.meta.url), join(clone, 'scripts', 'start.mjs'));
  writeFileSync(join(clone, 'package.json'), JSON.stringify({ type: 'module', scripts: { start: 'node scripts/start.mjs' } }));
  writeFileSync(
    join(clone, 'scripts', 'setup.mjs'),
    `export const root = ${JSON.stringify(clone)};\nexport const ensureSetup = () => {};`,
  );
  writeFileSync(
    join(clone, 'bin', 'assay.cjs'),
    'console.log(JSON.stringify([process.cwd(), ...process.argv.slice(2)])); process.exit(3);',
  );
  const call = (cwd: string, command: string, ...args: string[]): unknown => {
    // This test may run below another script of npm, whose variables npm would pass on.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$/.test(name)));
    const { stdout, status } = spawnSync(command, args, { cwd, env, encoding: 'utf8', shell: process.platform === 'win32' });
    expect(status).toBe(3);
    return JSON.parse(stdout) as unknown;
  };

  it('runs the command in the folder where the user stands', () => {
    const docs = realpathSync(join(clone, 'docs'));
    expect(call(docs, 'npm', '--silent', 'start', '--', 'score', './figures.md')).toEqual([docs, 'score', './figures.md']);
    const there = realpathSync(elsewhere);
    expect(call(there, 'npm', '--silent', '--prefix', clone, 'start', '--', 'score', 'mid.json')).toEqual([
      there,
      'score',
      'mid.json',
    ]);
  });

  it('searches NAS-Bench-201 when nothing is asked, in the root where it is called there', () => {
    const root = realpathSync(clone);
    expect(call(root, 'npm', '--silent', 'start')).toEqual([root, 'search', 'nas-bench-201']);
    expect(call(root, 'node', 'scripts/start.mjs')).toEqual([root, 'search', 'nas-bench-201']);
  });
});
