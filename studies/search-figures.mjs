/**
 * Searches on NAS-Bench-201, accuracies found (mean and deviation over the seeds, three data sets) and seconds: SED in one second of wall time,
 * as the command line does it; the others replayed on scores computed once (`assay reproduce own`).
 * Run: npm run study:search-figures -- TABLES [SEEDS] [CACHE]   (TABLES: a folder with nb201.csv.gz; CACHE: a folder to keep scores in)
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tableSources } from 'assay';
import { readTableSource } from 'assay/node';

const tables = process.argv[2] ?? '../shared/data';
const seeds = Number(process.argv[3] ?? 100);
const scratch = mkdtempSync(join(tmpdir(), 'assay-search-figures-'));
const cache = process.argv[4] ?? join(scratch, 'cache');
const launcher = fileURLToPath(new URL('../bin/assay.cjs', import.meta.url));
const sets = ['c10-test', 'c100-test', 'in16-test'];

function assay(...args) {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [launcher, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (status !== 0) throw new Error(`assay ${args.join(' ')}: ${stderr}`);
  return {
    seconds: (performance.now() - started) / 1000,
    lines: stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  };
}

const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values) =>
  Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / Math.max(1, values.length - 1));
const cell = (average, spread) => `${average.toFixed(2)} ± ${spread.toFixed(2)}`;
const row = (name, runs, cells, seconds) => console.log(`| ${name} | ${runs} | ${cells.join(' | ')} | ${seconds} |`);

const source = tableSources.find(({ id }) => id === 'nas-bench-201');
const table = await readTableSource(source, { folder: tables });
const places = new Map(source.architectures(table).map((text, place) => [text, place]));
const accuracies = Object.fromEntries(sets.map((set) => [set, source.targets[set](table)]));

console.log('| search | seeds | CIFAR-10 | CIFAR-100 | ImageNet16-120 | seconds a search |');
console.log('|---|---|---|---|---|---|');
try {
  const runs = Array.from({ length: seeds }, (_, seed) => {
    const { lines, seconds } = assay(
      'search',
      'nas-bench-201',
      '--seconds',
      '1',
      '--proxy',
      'sed:preset=nas-bench-201',
      '--seed',
      String(seed),
      '--top',
      '1',
      '--json',
      '--out',
      join(scratch, `run${seed}`),
    );
    return { place: places.get(lines[0].arch), seconds };
  });
  const found = (set) => runs.map(({ place }) => accuracies[set][place]);
  const times = runs.map(({ seconds }) => seconds);
  row(
    'SED, one second',
    seeds,
    sets.map((set) => cell(mean(found(set)), deviation(found(set)))),
    `${mean(times).toFixed(2)} (${Math.max(...times).toFixed(2)} at most, the start of Node included)`,
  );

  const { lines } = assay('reproduce', 'own', '--tables', tables, '--runs', String(seeds), '--cache', cache, '--json');
  const names = [...new Set(lines.map(({ source: name }) => name.replace(/, (c10|c100|in16)$/, '')))];
  for (const name of names) {
    const own = lines.filter((line) => line.source.replace(/, (c10|c100|in16)$/, '') === name);
    const of = (metric, set) => own.find((line) => line.metric === metric && line.target === set)?.measured;
    row(
      `${name} (${own[0].protocol.replace(/^evolution:\S+?, /, 'ageing evolution, ')})`,
      own[0].seeds,
      sets.map((set) => (own[0].seeds === 1 ? of('mean', set).toFixed(2) : cell(of('mean', set), of('deviation', set)))),
      own[0].seconds === null ? 'scores from the cache' : `${own[0].seconds.toFixed(1)} of scoring`,
    );
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
