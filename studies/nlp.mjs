/**
 * epsilon on the recurrent cells of NAS-Bench-NLP: beside the values the author released, on recipes that are known and matched to them, and with
 * the test loss of all recipes that are known. The author's batch is from Penn Treebank; here words are drawn by Zipf's law, or read from a text.
 * Run: npm run study:nlp -- SHARED   (SHARED: the folder that holds data/)
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { kendallTauB, openSpace, spearman } from 'assay';
import { embeddedWords, sequenceSteps } from '../dist/engine/data/words.js';
import { epsilonParts } from '../dist/proxies/epsilon.js';
import { createOneChannelRuntime } from '../dist/runtime/one-channel/runtime.js';

const shared = process.argv[2] ?? '../shared';
const unzipped = (path) => gunzipSync(readFileSync(join(shared, 'data', path))).toString();
const batch = 256;
const weights = [1e-5, 1e-3];

const [head, ...lines] = unzipped('nasbench_nlp/nlp_epsilon_weights5000.csv.gz')
  .trim()
  .split('\n')
  .map((line) => line.split(','));
const field = (name) => head.indexOf(name);
const released = new Map(
  lines
    .filter((line) => line[field('recipe_id')] !== '')
    .map((line) => [line[field('recipe_id')], Number(line[field('eps_1e-05_0.001')])]),
);
const recipes = JSON.parse(
  unzipped('nasbench_nlp/nlp_wikitext2_recipes.json.gz').replaceAll(/\b(?:NaN|-?Infinity)\b/gi, 'null'),
).models;
/** Trained several times, the mean. */
const losses = recipes.map(({ ptb_loss: runs }) => runs.reduce((sum, loss) => sum + (loss ?? NaN), 0) / runs.length);

const space = openSpace('nas-bench-nlp');
const runtime = createOneChannelRuntime();

/** Words of a text as numbers by first appearance, cut into `batch` columns as language models read it. */
function wordsOf(text) {
  const numbers = new Map();
  const words = text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => numbers.get(word) ?? (numbers.set(word, numbers.size), numbers.size - 1));
  const column = Math.floor(words.length / batch);
  return Int32Array.from(
    { length: batch * sequenceSteps },
    (_, i) => words[Math.floor(i / sequenceSteps) * column + (i % sequenceSteps)],
  );
}

function epsilonOf(architecture, arithmetic, sequences) {
  const [first, second] = runtime.run(
    architecture,
    weights.map((weight) => ({ kind: 'constant', weight, arithmetic, batch })),
    sequences,
  );
  const { mae, mean } = epsilonParts(first.values, second.values);
  return mae / mean;
}

const pairs = (xs, ys) => {
  const kept = [...xs.keys()].filter((i) => Number.isFinite(xs[i]) && Number.isFinite(ys[i]));
  return [kept.map((i) => xs[i]), kept.map((i) => ys[i])];
};
const report = (name, xs, ys) => {
  const [x, y] = pairs(xs, ys);
  console.log(`  ${name}: n ${x.length}, Spearman ${spearman(x, y)?.toFixed(3)}, tau-b ${kendallTauB(x, y)?.toFixed(3)}`);
};

const sequencesOf = {
  'drawn words': embeddedWords(batch, sequenceSteps, 400),
  'WikiText-2': embeddedWords(batch, sequenceSteps, 400, wordsOf(unzipped('text/wikitext2_valid.txt.gz'))),
};
console.log(
  `${recipes.length} training logs with their recipes, ${recipes.filter(({ recipe_id: id }) => released.has(String(id))).length} of them with a released score; weights ${weights.join(' and ')}, ${batch} sequences of ${sequenceSteps} words`,
);
const most = Number(process.argv[3] ?? recipes.length);
recipes.length = Math.min(most, recipes.length);
for (const [words, sequences] of Object.entries(sequencesOf)) {
  for (const arithmetic of ['float32', 'extended']) {
    const started = performance.now();
    const scores = recipes.map(({ recipe }) =>
      epsilonOf(space.build(space.decode(JSON.stringify(recipe))), arithmetic, sequences),
    );
    const seconds = (performance.now() - started) / 1000;
    const theirs = recipes.map(({ recipe_id: id }) => released.get(String(id)) ?? NaN);
    console.log(
      `${words}, ${arithmetic}: ${scores.filter(Number.isFinite).length} defined, ${((1000 * seconds) / recipes.length).toFixed(0)} ms a recipe`,
    );
    report('with the released scores', scores, theirs);
    const [own, other] = pairs(scores, theirs);
    const near = own.filter((value, i) => Math.abs(value / other[i] - 1) < 0.1).length;
    console.log(`  within 10 % of the released score: ${near} of ${own.length}`);
    report('with the test loss on Penn Treebank (lower is better)', scores, losses);
    if (arithmetic === 'float32') report('released scores with the test loss, same recipes', theirs, losses);
  }
}
