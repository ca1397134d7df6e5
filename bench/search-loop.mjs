/**
 * The loop of a search with SED alone: distinct architectures a second on all cores, with proposals, canonical form, limits, scores,
 * journal and bookkeeping, and where the time of one goes. A draw of N, of which 256 are kept.
 * Another searcher evaluates and writes every candidate: `random` shows what a million evaluations take of memory and of the disk. Columns and strings of
 * candidates lie in typed arrays; all else does not grow with them.
 * Run after a build: node bench/search-loop.mjs [darts 2000000 'params<4e6 and macs<600e6' [shortlist]]
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRng } from '../dist/core/rng.js';
import { mixWords } from '../dist/core/hash-words.js';
import { createKeySet } from '../dist/core/key-set.js';
import { createLimits } from '../dist/engine/limits/limits.js';
import { openJournal } from '../dist/platform/node/run-folder/journal-file.js';
import { openPlan } from '../dist/platform/node/requests/open-plan.js';
import { scoreSed } from '../dist/proxies/sed.js';
import { openSpace } from '../dist/spaces/index.js';
import { runSearch } from '../dist/search/run-search.js';

const [, , ...given] = process.argv;
const searcher = given[3] ?? 'shortlist';
const cases =
  given.length > 0
    ? [['darts', '2000000', 'params<4e6 and macs<600e6'].map((usual, i) => given[i] ?? usual)]
    : [
        ['darts', '2000000', 'params<4e6 and macs<600e6'],
        ['nas-bench-101', '300000', 'params<20e6'],
      ];

/** Microseconds a call of each step takes in this thread, one step after the other over the same genotypes; then those of a search where the space draws many at once. */
function profile(id, where) {
  const space = openSpace(id);
  const rng = createRng(1, 'profile');
  const limits = createLimits(where, space);
  const key = new Uint32Array(2);
  const set = createKeySet();
  const n = 20_000;
  const genotypes = Array.from({ length: n }, () => space.sample(rng));
  const topologies = genotypes.map((genotype) => space.topology(genotype));
  const steps = {
    'proposal (sample)': () => space.sample(rng),
    limits: (i) => limits.admits(genotypes[i]),
    'canonical key': (i) => space.canonicalKey(genotypes[i], key),
    'cell graph': (i) => space.topology(genotypes[i]),
    SED: (i) => scoreSed(topologies[i]),
    'set of keys': (i) => set.add(mixWords(i, 1), mixWords(i, 2)),
    ...drawnSteps(space, key),
  };
  return Object.entries(steps).map(([name, step]) => {
    for (let i = 0; i < n; i++) step(i);
    const begun = process.cpuUsage();
    for (let round = 0; round < 5; round++) for (let i = 0; i < n; i++) step(i);
    const { user, system } = process.cpuUsage(begun);
    return [name, (user + system) / (5 * n)];
  });
}

/** Steps over genotypes drawn at once; each includes the draw. */
function drawnSteps(space, key) {
  const many = space.drawMany?.({ key: [1, 0], stride: 1024 });
  if (many === undefined) return {};
  const placeOf = (i) => {
    if (i % many.most === 0) many.draw(i, many.most);
    return i % many.most;
  };
  return {
    'drawn at once': placeOf,
    'and canonical key': (i) => many.writeKey(placeOf(i), key),
    'and cost': (i) => many.cost(placeOf(i)),
    'and SED': (i) => scoreSed(many.topology(placeOf(i))),
  };
}

for (const [id, count, where] of cases) {
  const folder = mkdtempSync(join(tmpdir(), 'assay-loop-'));
  const plan = { space: id, proxies: ['sed'], data: 'ramp', batch: 64, seed: 0 };
  const opened = await openPlan(plan);
  const journal = await openJournal(folder, { settings: { assay: 'bench', plan, searcher }, mode: 'start' });
  const cpu = process.cpuUsage();
  const begun = performance.now();
  const { drawn, limits, candidates } = await runSearch({
    ...opened,
    searcher,
    budget: Number(count),
    limits: createLimits(where, opened.resolved.space),
    journal,
  });
  const seconds = (performance.now() - begun) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  await journal.close();
  await opened.close();
  const { arrayBuffers } = process.memoryUsage();
  const written = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  rmSync(folder, { recursive: true });
  const distinct = drawn?.distinct ?? candidates.length;
  console.log(`${id}: ${distinct} distinct of ${drawn?.proposed ?? count} proposals, ${limits.rejected} outside ${where}`);
  console.log(
    `  ${seconds.toFixed(2)} s on ${availableParallelism()} cores, workers' start included: ${Math.round(distinct / seconds)} distinct a second; ${((user + system) / 1e6).toFixed(2)} s of processor time, ${((user + system) / distinct).toFixed(2)} us each`,
  );
  console.log(
    `  peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB, now ${(arrayBuffers / 1e6).toFixed(1)} MB in typed arrays, ${Math.round(arrayBuffers / distinct)} bytes each; journal ${(written / 1e6).toFixed(1)} MB, ${Math.round(written / distinct)} bytes each, ${(written / 1e6 / seconds).toFixed(2)} MB a second`,
  );
  for (const [name, microseconds] of profile(id, where)) console.log(`  ${name.padEnd(18)} ${microseconds.toFixed(2)} us`);
}
