/**
 * One figure of one build: seconds of the processor for what runs in this process, of the clock for a command. Prints one number.
 * Run by bench/guard.mjs: node bench/guard/measure.mjs ROOT FIGURE
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

const [root, figure] = process.argv.slice(2);
const { bin, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const load = (entry) => import(pathToFileURL(join(root, exports[entry].node ?? exports[entry].default)).href);
const cell = '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|';
const folder = mkdtempSync(join(tmpdir(), 'assay-guard-'));

/** Seconds of the processor that something takes, all threads of this process together. */
async function processor(work) {
  const begun = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1e6;
}

/** Seconds of the clock that a command takes, its start included. */
function command(...args) {
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [join(root, bin.assay), ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return (performance.now() - begun) / 1000;
}

/** Scores random cells in this thread, after one that loads what is loaded once. */
async function scored(spaceText, proxies, count, batch = 64) {
  const [{ openSpace, createRng, evaluateArchitectures }, { openPlan }] = [await load('.'), await load('./node')];
  const space = openSpace(spaceText);
  const rng = createRng(0, 'guard');
  const cells = Array.from({ length: count + 1 }, () => space.encode(space.sample(rng)));
  const plan = await openPlan({ space: spaceText, proxies, data: 'noise', batch, seed: 0 }, { workers: 0 });
  const score = async (some) => {
    for await (const { evaluation } of evaluateArchitectures(plan, some))
      if (Object.values(evaluation.scores).some((one) => !one.ok && one.reason.includes('onnxruntime')))
        throw new Error(JSON.stringify(evaluation.scores));
  };
  await score(cells.slice(0, 1));
  const seconds = await processor(() => score(cells.slice(1)));
  await plan.close();
  return seconds;
}

/** SED of all cells of NAS-Bench-201, from strings to canonical forms and scores, the first time or after two others. */
async function sed(before) {
  const { openSpace, scoreSed } = await load('.');
  const space = openSpace('nas-bench-201');
  const strings = [...space.enumerate()].map(space.encode);
  const rank = () => {
    for (const string of strings) {
      const genotype = space.decode(string);
      space.canonical(genotype);
      scoreSed(space.topology(genotype));
    }
  };
  for (let i = 0; i < before; i++) rank();
  return processor(rank);
}

/** `field` of one network of each function of NAS-Bench-201, the first time or after two others. */
async function field(before) {
  const [{ openSpace, evaluateArchitectures }, { openPlan }] = [await load('.'), await load('./node')];
  const space = openSpace('nas-bench-201');
  const functions = new Map([...space.enumerate()].map((genotype) => [space.canonical(genotype), space.encode(genotype)]));
  const cells = [...functions.values()];
  const plan = await openPlan({ space: 'nas-bench-201', proxies: ['field'], data: 'noise', batch: 64, seed: 0 }, { workers: 0 });
  const score = async () => {
    for await (const { evaluation } of evaluateArchitectures(plan, cells))
      if (evaluation.scores['field'] === undefined) throw new Error('no field');
  };
  for (let i = 0; i < before; i++) await score();
  const seconds = await processor(score);
  await plan.close();
  return seconds;
}

const figures = {
  // Named, because builds differ in what ranks where nothing is.
  'SED and epsilon of all cells, clock': () =>
    command(
      'search',
      'nas-bench-201',
      '--proxy',
      'sed,epsilon',
      '--combine',
      'rank-sum:sed=1:epsilon=0.2',
      '--out',
      join(folder, 'run'),
    ),
  'the rule on all cells, clock': () => command('search', 'nas-bench-201', '--effort', 'graph', '--out', join(folder, 'rule')),
  'score of one cell, clock': () =>
    Math.min(...Array.from({ length: 3 }, () => command('score', cell, '--proxy', 'sed,epsilon'))),
  'SED of 15,625 cells, first': () => sed(0),
  'SED of 15,625 cells, third': () => sed(2),
  'epsilon of 300 cells': () => scored('nas-bench-201', ['epsilon'], 300),
  'field of all functions, first': () => field(0),
  'field of all functions, third': () => field(2),
  'field of 300 cells': () => scored('nas-bench-201', ['field'], 300),
  'ePADS of 6 cells, batch 64': () => scored('nas-bench-201', ['epads'], 6),
  'ZiCo of 4 cells, batch 32': () => scored('nas-bench-201', ['zico'], 4, 32),
  '60,000 DARTS genotypes searched by SED': async () => {
    const { openSearch } = await load('./node');
    const session = await openSearch({
      space: 'darts',
      proxies: ['sed'],
      searcher: 'random',
      budget: 60_000,
      workers: 0,
      seed: 0,
    });
    return processor(() => session.run());
  },
  'a CSV of 15,625 cells opened': async () => {
    const [{ openSpace }, { readTable }] = [await load('.'), await load('./node')];
    const space = openSpace('nas-bench-201');
    const lines = [...space.enumerate()].map((genotype, i) => `${space.encode(genotype)},${i % 97},${i % 89},${i % 83}`);
    const path = join(folder, 'table.csv.gz');
    writeFileSync(path, gzipSync(['arch,a,b,c', ...lines].join('\n')));
    await readTable(path);
    return processor(() => readTable(path));
  },
};

try {
  if (figure === undefined) console.log(JSON.stringify(Object.keys(figures)));
  else console.log(await figures[figure]());
} finally {
  rmSync(folder, { recursive: true, force: true });
}
