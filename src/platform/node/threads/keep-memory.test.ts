import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { builtFile } from '../files/package-files.js';

/** Pages that a thread asks the system for when it writes 32 MB in blocks, frees them, and does so five times more. */
function pagesAskedFor(on: 'worker' | 'main thread', prepare: string): number {
  const thread = `
    const { setFlagsFromString } = require('node:v8');
    const { runInNewContext } = require('node:vm');
    import(${JSON.stringify(pathToFileURL(builtFile('platform/node/threads/keep-memory.js')).href)}).then((module) => {
      ${prepare}
      setFlagsFromString('--expose-gc');
      const collect = runInNewContext('gc');
      const round = () => { let blocks = Array.from({ length: 8 }, () => Buffer.alloc(2 ** 22, 1)); blocks = []; collect(); collect(); };
      round();
      const { minorPageFault } = process.resourceUsage();
      for (let i = 0; i < 5; i++) round();
      console.log(process.resourceUsage().minorPageFault - minorPageFault);
    });`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['-e', on === 'worker' ? `new (require('node:worker_threads').Worker)(${JSON.stringify(thread)}, { eval: true })` : thread],
    { encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  return Number(stdout);
}

const isGlibc =
  process.platform === 'linux' && 'glibcVersionRuntime' in (process.report.getReport() as { header: object }).header;

it.skipIf(!isGlibc).each(['worker', 'main thread'] as const)(
  'a %s keeps the memory of one network for the next',
  (on) => {
    const given = Math.min(...Array.from({ length: 3 }, () => pagesAskedFor(on, '')));
    expect(given).toBeGreaterThan(10_000);
    // V8 frees blocks beside the thread, at its time: a run in three asks for some blocks again, so that one good run in ten is the proof.
    let kept = Number.POSITIVE_INFINITY;
    for (let run = 0; run < 10 && kept >= given / 4; run++) kept = pagesAskedFor(on, 'module.keepMemory();');
    expect(kept).toBeLessThan(given / 4);
  },
  120_000,
);

it.skipIf(!isGlibc)('many threads that begin at once keep theirs', () => {
  const url = JSON.stringify(pathToFileURL(builtFile('platform/node/threads/keep-memory.js')).href);
  const begin = `
    const { workerData } = require('node:worker_threads');
    import(${url}).then(({ keepMemory }) => { Atomics.wait(workerData, 0, 0); keepMemory(); });`;
  const script = `
    const { Worker } = require('node:worker_threads');
    const gate = new Int32Array(new SharedArrayBuffer(4));
    for (let i = 0; i < 12; i++) new Worker(${JSON.stringify(begin)}, { eval: true, workerData: gate });
    setTimeout(() => { Atomics.store(gate, 0, 1); Atomics.notify(gate, 0); }, 1000);`;
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});
