/** Ctrl-C as a shell sends it: a signal to a process that is at work. */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { journalName } from '../src/platform/node/run-folder/journal-file.js';
import { openSpace } from '../src/spaces/index.js';
import { scratchFolder } from './assay.js';

const launcher = fileURLToPath(new URL('../bin/assay.cjs', import.meta.url));
const built = (file: string): string =>
  JSON.stringify(pathToFileURL(fileURLToPath(new URL(`../dist/${file}`, import.meta.url))).href);
const space = openSpace('nas-bench-201');
const cells = [...(space.enumerate?.() ?? [])].slice(0, 8000).map((genotype) => space.encode(genotype));

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly err: string;
}

/** Sends the signal as soon as the process has written something on `stream`. */
function interruptAtFirst(stream: 'stdout' | 'stderr', child: ChildProcess, by: NodeJS.Signals = 'SIGINT'): Promise<Ended> {
  let err = '';
  child[stream]?.once('data', () => child.kill(by));
  child.stdout?.resume();
  child.stderr?.on('data', (text: Buffer) => (err += text.toString()));
  return new Promise((done) => child.on('close', (code, signal) => done({ code, signal, err })));
}

function start(args: readonly string[], cwd: string): ChildProcess {
  return spawn(process.execPath, [launcher, ...args], { cwd, env: { ...process.env, NO_COLOR: '1' } });
}

describe('Ctrl-C', () => {
  it('ends a score with one line that says how far it came, in this thread and in workers', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'cells.txt'), cells.join('\n'));
    // A cluster's scheduler sends SIGTERM before it kills.
    for (const [workers, by] of [
      ['0', 'SIGINT'],
      ['2', 'SIGTERM'],
    ] as const) {
      const { code, err } = await interruptAtFirst(
        'stdout',
        start(['score', 'cells.txt', '--proxy', 'epsilon', '--json', '--workers', workers], folder),
        by,
      );
      expect([code, err.trim()]).toEqual([
        130,
        // A busy machine may take more than a second to load the worker, which is not ended before.
        expect.stringMatching(
          /^assay: interrupted; [\d,]+ of 8,000 architectures (?:is|are) printed(?:\nwaiting for running networks and threads; .+)?$/,
        ),
      ]);
    }
  });

  it('ends a search with the way to go on, and leaves nothing half written', async () => {
    const folder = scratchFolder();
    const child = start(
      ['search', 'nas-bench-201', '--searcher', 'evolution', '--budget', '1000000', '--proxy', 'epsilon', '--out', 'run'],
      folder,
    );
    const { code, err } = await interruptAtFirst('stderr', child);
    expect(code).toBe(130);
    expect(err).toContain(
      'assay: interrupted; the scores so far are saved: to continue, run the same command with --resume run\n',
    );
    expect(readdirSync(join(folder, 'run')).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it.each([
    ['search', ['nas-bench-201', '--searcher', 'random', '--budget', '50'], 'no score is saved yet'],
    ['score', ['cells.txt', '--json'], '0 of 8,000 architectures are printed; no score is saved yet'],
  ])('says of a %s before the first score that there is none, and a second one ends it at once', async (verb, given, kept) => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'cells.txt'), cells.join('\n'));
    const slow = ['--proxy', 'zico', '--data', 'noise', '--batch', '128', '--workers', '1', '--out', 'run'];
    const child = start([verb, ...given, ...slow], folder);
    let err = '';
    child.stderr?.on('data', (text: Buffer) => (err += text.toString()));
    child.stdout?.resume();
    const ended = new Promise((done) => child.on('close', (code, signal) => done([code, signal])));
    while (!existsSync(join(folder, 'run', journalName)) && child.exitCode === null) await setTimeout(20);
    await setTimeout(300);
    child.kill('SIGINT');
    while (!err.includes('interrupted') && child.exitCode === null) await setTimeout(10);
    child.kill('SIGINT');
    const second = performance.now();
    await ended;
    expect(performance.now() - second).toBeLessThan(1000);
    expect(err).toContain(`assay: interrupted; ${kept}\n`);
  });

  it('names the way to go on where a score prints JSON and saves it', async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'cells.txt'), cells.join('\n'));
    const args = ['score', 'cells.txt', '--proxy', 'epsilon', '--json', '--workers', '0', '--out', 'run'];
    const child = start(args, folder);
    const ended = interruptAtFirst('stderr', child);
    const { code, err } = await ended;
    expect([code, err.trim().split('\n').at(-1)]).toEqual([
      130,
      expect.stringMatching(
        /^assay: interrupted; [\d,]+ of 8,000 architectures are printed; the scores so far are saved: to continue, run the same command with --resume run$/,
      ),
    ]);
  });

  it('waits for the networks that workers are running, and loses nothing', async () => {
    const folder = scratchFolder();
    const child = start(
      [
        'search',
        'nas-bench-201:N=1',
        '--searcher',
        'random',
        '--budget',
        '5000',
        '--proxy',
        'naswot',
        '--batch',
        '16',
        '--workers',
        '2',
        '--out',
        'run',
      ],
      folder,
    );
    const ended = interruptAtFirst('stdout', child);
    const journal = join(folder, 'run', journalName);
    const scored = (): number => (existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').length : 0);
    while (scored() < 8 && child.exitCode === null) await setTimeout(20);
    child.kill('SIGINT');
    const { code, err } = await ended;
    expect([code, err.trim()]).toEqual([130, expect.stringMatching(/^assay: interrupted; the scores so far are saved/m)]);
  });

  it('ends synchronous work that would never hear it', async () => {
    const script = `import { breakable, wasBroken } from ${built('platform/node/threads/breakable.js')};
      try { breakable(() => { process.stdout.write('at work'); for (;;); }); } catch (error) { process.exitCode = wasBroken(error) ? 130 : 1; }`;
    const { code } = await interruptAtFirst('stdout', spawn(process.execPath, ['--input-type=module', '-e', script]));
    expect(code).toBe(130);
  });

  it('is heard by limits that have kept nothing for long', async () => {
    const script = `import { reportingLimits } from ${built('search/reporting-limits.js')};
      import { breakable, wasBroken } from ${built('platform/node/threads/breakable.js')};
      process.once('SIGINT', () => undefined);
      let clock = 0;
      let calls = 0;
      const endless = { seen: () => [], admits() { if (++calls > 1) { process.stdout.write('at work'); for (;;); } return false; } };
      const limits = reportingLimits(endless, { now: () => (clock += 5_000), onNotice: () => undefined, compute: breakable });
      limits.admits();
      try { limits.admits(); } catch (error) { process.exitCode = wasBroken(error) ? 130 : 1; }`;
    const { code } = await interruptAtFirst('stdout', spawn(process.execPath, ['--input-type=module', '-e', script]));
    expect(code).toBe(130);
  });
});

describe('a reader of progress that goes away', () => {
  it('ends no search: its report is written', async () => {
    const folder = scratchFolder();
    const args = [
      'search',
      'nas-bench-201',
      '--searcher',
      'random',
      '--budget',
      '60',
      '--proxy',
      'naswot',
      '--batch',
      '4',
      '--workers',
      '1',
    ];
    const child = start([...args, '--out', join(folder, 'run')], folder);
    child.stderr?.once('data', () => child.stderr?.destroy());
    child.stdout?.resume();
    const code = await new Promise((done) => child.on('close', done));
    expect(code).toBe(0);
    expect(existsSync(join(folder, 'run', 'report.html'))).toBe(true);
  });
});

describe('folders of runs', () => {
  it('differ for searches that begin in the same second', async () => {
    const folder = scratchFolder();
    const children = [1, 2, 3].map(() =>
      start(['search', 'nas-bench-201', '--searcher', 'random', '--budget', '20', '--proxy', 'sed'], folder),
    );
    const codes = await Promise.all(
      children.map((child) => (child.stdout?.resume(), new Promise((done) => child.on('close', done)))),
    );
    expect(codes).toEqual([0, 0, 0]);
    const runs = readdirSync(join(folder, 'runs'));
    expect(runs).toHaveLength(3);
    for (const run of runs) expect(existsSync(join(folder, 'runs', run, 'report.html'))).toBe(true);
  });

  it('leaves no empty folder after a command that was refused', async () => {
    const folder = scratchFolder();
    const child = start(['search', 'nas-bench-201', '--proxy', 'nothing'], folder);
    expect(await new Promise((done) => child.on('close', done))).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });
});
