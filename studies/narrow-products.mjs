/**
 * How far narrow products move scores of passes, beside another seed of the weights: ePADS, NASWOT and SWAP of random NAS-Bench-201 cells (seed 0 of the
 * sample) with CIFAR-10 images and products in float32, bfloat16 and int8, and in float32 with weight seed 1. For each setting Spearman with float32 and
 * Kendall's tau-b with the test accuracy on CIFAR-10, both with 95 % bootstrap intervals; of the first cells also the share of ReLU inputs whose sign changes.
 * Scores are kept in build/narrow-products, one JSON line a cell and setting; what is there is not scored again.
 * One thread: narrow products are a setting of a scorer (`createScorer`), not of runs.
 * Run: nice -n 15 npm run study:narrow-products -- SHARED/data [cells: 120] [batch: 64] [cells whose signs are compared: 12]
 *   (REPORT=1: judges what is there and runs nothing; FILES=FOLDER: where scores are kept)
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  bootstrapInterval,
  createInitializer,
  createOrtRuntime,
  createRng,
  createScorer,
  kendallTauB,
  openSpace,
  spearman,
} from 'assay';
import { openOrtEngine } from 'assay/node';
import { realImages } from '../bench/real-images.mjs';
import { readCells } from './nas-bench-201/cells.mjs';

const [folder, cells = '120', batch = '64', compared = '12'] = process.argv.slice(2);
if (folder === undefined) {
  console.log('study:narrow-products: expected the folder of the tables');
  process.exit(2);
}
const space = 'nas-bench-201';
const proxies = ['epads', 'naswot', 'swap'];
const settings = {
  float32: { seed: 0 },
  bfloat16: { seed: 0, products: 'bfloat16' },
  int8: { seed: 0, products: 'int8' },
  'float32, seed 1': { seed: 1 },
};
const { archs, truthOf } = readCells(folder);
const sample = createRng(0, 'narrow products')
  .shuffle([...archs])
  .slice(0, Number(cells));
const files = process.env.FILES ?? 'build/narrow-products';
mkdirSync(files, { recursive: true });

/** A line of a file by its key; a torn last line is made again. */
function readLines(file) {
  if (!existsSync(file)) return new Map();
  const lines = readFileSync(file, 'utf8').split('\n');
  return new Map(
    lines.flatMap((line) => {
      try {
        const [key, value] = JSON.parse(line);
        return [[key, value]];
      } catch {
        return [];
      }
    }),
  );
}
const scoreFile = join(files, `scores-${batch}.jsonl`);
const signFile = join(files, `signs-${batch}.jsonl`);
const keyOf = (name, arch) => `${name} ${arch}`;

if (process.env.REPORT === undefined) {
  const engine = await openOrtEngine();
  const { images } = await realImages(Number(batch));
  const known = readLines(scoreFile);
  // In portions, each with all settings, so that what is there can be judged at any time.
  for (let first = 0; first < sample.length; first += 20) {
    for (const [name, setting] of Object.entries(settings)) {
      const missing = sample.slice(first, first + 20).filter((arch) => !known.has(keyOf(name, arch)));
      if (missing.length === 0) continue;
      const { seed, ...options } = setting;
      const scorer = createScorer({ space, proxies, batch: Number(batch), seed }, { engine, images: [images], ...options });
      for (const arch of missing) {
        const { scores } = await scorer.score(arch);
        const values = proxies.map((proxy) => (scores[proxy].ok ? scores[proxy].value : null));
        appendFileSync(scoreFile, `${JSON.stringify([keyOf(name, arch), values])}\n`);
      }
      console.error(`${name}: ${Math.min(first + 20, sample.length)} of ${sample.length}`);
    }
  }
  await compareSigns();
}

/** Signs of the first cells, with every kind of products. */
async function compareSigns() {
  const known = readLines(signFile);
  const runtime = createOrtRuntime(await openOrtEngine());
  const { images } = await realImages(Number(batch));
  const opened = openSpace(space);
  const weights = createInitializer('kaiming-uniform', 0);
  for (const arch of sample.slice(0, Number(compared))) {
    if (known.has(arch)) continue;
    const architecture = opened.build(opened.decode(arch));
    const patterns = async (products) => {
      const readings = [{ kind: 'sign-patterns', of: 'rectifier-inputs' }];
      const [outcome] = await runtime.forward({ architecture, inputs: [images], norm: 'joint', weights, readings, products });
      if (!outcome.ok) throw new Error(outcome.reason);
      return outcome.taps;
    };
    const wide = await patterns('float32');
    const shares = {};
    for (const products of ['bfloat16', 'int8']) {
      const narrow = await patterns(products);
      let changed = 0;
      let all = 0;
      wide.forEach(({ values, shape }, tap) => {
        all += shape.reduce((product, length) => product * length, 1);
        values.forEach((octet, i) => (changed += bitCount(octet ^ narrow[tap].values[i])));
      });
      shares[products] = changed / all;
    }
    appendFileSync(signFile, `${JSON.stringify([arch, shares])}\n`);
  }
}

function bitCount(octet) {
  let count = 0;
  for (let rest = octet; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}

const scores = readLines(scoreFile);
const complete = sample.filter((arch) => Object.keys(settings).every((name) => scores.has(keyOf(name, arch))));
const [accuracies] = truthOf(complete);
/** Undefined scores rank last. */
const columnOf = (name, place) => complete.map((arch) => scores.get(keyOf(name, arch))[place] ?? -Infinity);
function withInterval(statistic, a, b, purpose) {
  const { low, high } = bootstrapInterval(
    a.length,
    (rows) =>
      statistic(
        Array.from(rows, (i) => a[i]),
        Array.from(rows, (i) => b[i]),
      ) ?? 0,
    { seed: 0, purpose, resamples: 500 },
  );
  return `${statistic(a, b)?.toFixed(4)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
}
console.log(`${complete.length} cells, batch ${batch}; 95 % bootstrap intervals`);
console.log('| score | products | Spearman with float32 | tau-b with accuracy |\n|---|---|---|---|');
proxies.forEach((proxy, place) => {
  const wide = columnOf('float32', place);
  for (const name of Object.keys(settings)) {
    const own = columnOf(name, place);
    const agreement = name === 'float32' ? '' : withInterval(spearman, own, wide, `${proxy} ${name} agreement`);
    console.log(
      `| ${proxy} | ${name} | ${agreement} | ${withInterval(kendallTauB, own, accuracies, `${proxy} ${name} accuracy`)} |`,
    );
  }
});
const shares = [...readLines(signFile).values()];
for (const products of ['bfloat16', 'int8']) {
  const own = shares.map((share) => share[products]).sort((a, b) => a - b);
  if (own.length > 0)
    console.log(
      `${products}: of ReLU inputs ${((100 * own.reduce((a, b) => a + b, 0)) / own.length).toFixed(2)} % change sign (${own.length} cells, ${(100 * own[0]).toFixed(2)} to ${(100 * own.at(-1)).toFixed(2)} %)`,
    );
}
