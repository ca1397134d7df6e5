/**
 * Proxies of one forward pass with random weights on every distinct cell of NAS-Bench-201 (6,466), and what they add to SED and epsilon.
 * Cells come in a shuffled order and scores are appended to a file, so that the study goes on where it was stopped, and a part of it is a
 * random sample. A cell's score stands for all cells that compute the same. At the end the papers' random searches are run with these scores.
 * Run: npm run study:all-cells -- SHARED/data [height and width: 32 or 16] [batch] [images]
 *   (PROXIES=a,b instead of all, with a file of their own: SCORES=file to keep scores in; SECONDS=most seconds; REPORT=1 evaluates what is there without running anything)
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { bootstrapInterval, combineScores, createRng, kendallTauB, ranks, spearman } from 'assay';
import { cheapProxies, cheapScores, passProxies, readCells, readScores, scoreAll, targets } from './nas-bench-201/cells.mjs';

function distinctPlaces(count, draws, rng) {
  const drawn = new Set();
  while (drawn.size < draws) drawn.add(rng.int(count));
  return [...drawn];
}

const [shared, size = '32', batch = '128', pictures] = process.argv.slice(2);
if (shared === undefined) {
  console.log(
    'study:all-cells: expected the folder of the tables (nasbench201/nb201.csv.gz, images/cifar10_train_0-1023.bin.gz)',
  );
  process.exit(2);
}
const images = pictures ?? `cifar10:${join(shared, 'images/cifar10_train_0-1023.bin.gz')}`;
const space = `nas-bench-201:size=${size}`;
const file = process.env.SCORES ?? `build/all-cells-${size}-${batch}.jsonl`;
const proxies = process.env.PROXIES?.split(',') ?? passProxies;

const { archs, distinct, firstLike, truthOf } = readCells(shared);
const cells = createRng(0, 'all cells').shuffle([...distinct]);
mkdirSync(dirname(file), { recursive: true });
const known = readScores(file);

const open = cells.filter((cell) => !known.has(cell));
if (process.env.REPORT === undefined && open.length > 0) {
  const until = process.env.SECONDS === undefined ? Infinity : performance.now() + 1000 * Number(process.env.SECONDS);
  let done = known.size;
  const started = performance.now();
  await scoreAll(open, {
    plan: { space, proxies, data: images, batch: Number(batch), seed: 0 },
    until,
    onScores(arch, values) {
      appendFileSync(file, `${JSON.stringify([arch, ...values])}\n`);
      known.set(arch, values);
      if (++done % 200 === 0)
        console.error(`${done} of ${cells.length} cells, ${((performance.now() - started) / 1000).toFixed(0)} s`);
    },
  });
}

const scored = cells.filter((cell) => known.has(cell));
const isScored = new Set(scored);
/** Every cell whose score is known, its own or that of a cell that computes the same. */
const covered = archs.filter((arch) => isScored.has(firstLike.get(arch)));
const cheap = await cheapScores(covered);

const all = [...proxies, ...cheapProxies];
/** Scores of architectures, undefined ones last. */
const columnOf = (population, proxy) =>
  population.map((arch) => {
    const value = proxies.includes(proxy)
      ? known.get(firstLike.get(arch))[proxies.indexOf(proxy)]
      : cheap.get(arch)[cheapProxies.indexOf(proxy)];
    return value ?? -Infinity;
  });
const gather = (values, places) => Array.from(places, (i) => values[i]);

/** Weights of rank sums. SED and epsilon have the weights of `sed-epsilon`; every other proxy that joins has the same weight as SED. Better ones: study:combination. */
const combinations = [
  { sed: 1, epsilon: 0.2 },
  { sed: 1, epsilon: 0.2, epads: 1 },
  { sed: 1, epsilon: 0.2, epads: 0.5 },
  { sed: 1, epsilon: 0.2, meco: 1 },
  { sed: 1, epsilon: 0.2, epads: 1, meco: 1 },
  { sed: 1, epsilon: 0.2, epads: 0.5, meco: 0.5 },
  { sed: 1, epsilon: 0.2, swap: 1, meco: 1 },
  { sed: 1, epsilon: 0.2, epads: 1, swap: 1, meco: 1 },
  { sed: 1, epsilon: 0.2, 'meco:channels=8': 1 },
  { sed: 1, epads: 1, meco: 1 },
].filter((weights) => Object.keys(weights).every((proxy) => all.includes(proxy)));

console.log(
  `NAS-Bench-201, ${size}x${size} images (${pictures === undefined ? 'the first CIFAR-10 training images' : pictures}), batch ${batch}, seed 0; Spearman / Kendall tau-b with test accuracy after 200 epochs (CIFAR-10, CIFAR-100, ImageNet16-120), undefined scores last; 95 % bootstrap interval of tau-b for the distinct cells`,
);
for (const [title, population] of [
  [`${scored.length} distinct cells`, scored],
  [`${covered.length} cells`, covered],
]) {
  console.log(`\n${title}`);
  const truth = truthOf(population);
  const columns = new Map(all.map((proxy) => [proxy, columnOf(population, proxy)]));
  for (const weights of combinations) {
    const parts = Object.entries(weights).map(([proxy, weight]) => ranks(columns.get(proxy)).map((rank) => weight * rank));
    const name = Object.entries(weights)
      .map(([proxy, weight]) => (weight === 1 ? proxy : `${weight} ${proxy}`))
      .join(' + ');
    columns.set(
      name,
      population.map((_, i) => parts.reduce((sum, part) => sum + part[i], 0)),
    );
  }
  for (const [name, values] of columns) {
    const missing = values.filter((value) => value === -Infinity).length;
    const figures = truth.map((target) => {
      const text = `${spearman(values, target).toFixed(3)} / ${kendallTauB(values, target).toFixed(3)}`;
      if (population !== scored || !(name === 'epads' || name.includes('+'))) return text;
      const { low, high } = bootstrapInterval(
        values.length,
        (sample) => kendallTauB(gather(values, sample), gather(target, sample)),
        { seed: 0, purpose: name, resamples: 100 },
      );
      return `${text} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
    });
    const best = values.indexOf(Math.max(...values));
    console.log(
      `${name.padEnd(40)} ${figures.join('   ')}   best cell ${truth.map((target) => target[best].toFixed(2)).join(' / ')}${missing === 0 ? '' : `   undefined ${missing}`}`,
    );
  }
}

/** The papers' random searches with these scores: draw, keep the best by score, look its accuracy up. Only where every cell was scored. */
const searches = [
  { name: 'NASWOT, best of 100', scores: ['nwot'], draws: 100, runs: 500 },
  { name: 'ePADS, best of 1,000', scores: ['epads'], draws: 1000, runs: 500 },
  {
    name: 'AZ-NAS without trainability, best of 3,000',
    scores: ['az-expressivity', 'az-progressivity', 'macs'],
    combine: 'log-rank:az-expressivity=1:az-progressivity=1:macs=1',
    draws: 3000,
    runs: 100,
  },
  {
    name: 'SED + 0.2 epsilon + MeCo of 8 channels, best of 1,000',
    scores: ['sed:preset=nas-bench-201', 'epsilon', 'meco:channels=8'],
    combine: 'rank-sum:sed=1:epsilon=0.2:meco=1',
    draws: 1000,
    runs: 100,
  },
].filter(({ scores }) => scores.every((proxy) => all.includes(proxy)));
if (covered.length === archs.length) {
  console.log('\nRandom searches: test accuracies found, mean and deviation');
  const truth = truthOf(covered);
  for (const { name, scores, combine, draws, runs } of searches) {
    const columns = scores.map((proxy) => ({
      key: proxy,
      id: proxy.split(':')[0],
      direction: 'higher',
      values: columnOf(covered, proxy),
    }));
    const found = targets.map(() => []);
    for (let run = 0; run < runs; run++) {
      const drawn = distinctPlaces(archs.length, draws, createRng(run, name));
      const of = (values) => drawn.map((at) => values[at]);
      const judged =
        combine === undefined
          ? of(columns[0].values)
          : combineScores(
              combine,
              columns.map(({ values, ...column }) => ({
                ...column,
                scores: of(values).map((value) =>
                  value === -Infinity ? { ok: false, reason: 'undefined' } : { ok: true, value },
                ),
              })),
            ).values;
      const best = drawn[judged.reduce((top, value, i) => (value > judged[top] ? i : top), 0)];
      truth.forEach((accuracies, set) => found[set].push(accuracies[best]));
    }
    const text = found.map((values) => {
      const mean = values.reduce((sum, value) => sum + value, 0) / runs;
      return `${mean.toFixed(2)} ± ${Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (runs - 1)).toFixed(2)}`;
    });
    console.log(`${name.padEnd(56)} ${runs} runs   ${text.join('   ')}`);
  }
}
