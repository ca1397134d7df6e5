/**
 * epsilon against the values its author released, on every cell of NAS-Bench-201: float32, 256 images, the paper's weights.
 * The author's batch is not known; ours are the first 256 CIFAR-10 images of a file.
 * Run: npm run bench -- epsilon-published SHARED [cifar10:FILE | ramp]   (SHARED: the folder that holds data/ and reference/)
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { evaluateArchitectures, kendallTauB, spearman } from 'assay';
import { openPlan } from 'assay/node';

const shared = process.argv[2] ?? '../shared';
const data = process.argv[3] ?? `cifar10:${join(shared, 'data/images/cifar10_train_0-1023.bin.gz')}`;
const rows = (path) =>
  gunzipSync(readFileSync(join(shared, path)))
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.split(','));
const column = (table, name) => table.slice(1).map((row) => row[table[0].indexOf(name)]);

const accuracies = rows('data/nasbench201/nb201.csv.gz');
const architectures = column(accuracies, 'arch');
const published = column(rows('data/zerocost/nb201_zen_naswot_eps_all.csv.gz'), 'epsilon_c10').map(Number);
const grey = column(rows('reference/epsilon-grey-b256.csv.gz'), 'epsilon').map((text) => (text === '' ? NaN : Number(text)));

const proxy = 'epsilon:arithmetic=float32';
const plan = await openPlan({ space: 'nas-bench-201', proxies: [proxy], data, batch: 256, seed: 0 });
const values = [];
const started = performance.now();
for await (const { evaluation } of evaluateArchitectures(plan, architectures))
  values.push(evaluation.scores[proxy].ok ? evaluation.scores[proxy].value : NaN);
await plan.close();
const seconds = (performance.now() - started) / 1000;

const defined = values.filter((value) => !Number.isNaN(value)).length;
const sameSet = values.filter((value, i) => Number.isNaN(value) === Number.isNaN(grey[i])).length;
console.log(
  `${data}, batch 256, float32: ${defined} of ${values.length} defined in ${seconds.toFixed(0)} s; defined exactly where the reference is on ${sameSet} cells`,
);
const compare = (name, other) => {
  const both = values.flatMap((value, i) => (Number.isNaN(value) || !Number.isFinite(other[i]) ? [] : [i]));
  const [x, y] = [both.map((i) => values[i]), both.map((i) => other[i])];
  const worst = Math.max(...both.map((i) => Math.abs(values[i] - other[i])));
  console.log(
    `  with ${name}: n ${both.length}, Spearman ${spearman(x, y).toFixed(4)}, tau-b ${kendallTauB(x, y).toFixed(4)}, largest difference ${worst.toExponential(1)}`,
  );
};
compare("the author's CIFAR-10 values", published);
compare('the reference on the grey ramp', grey);
for (const name of ['nb201_c10_test200', 'nb201_c100_test200', 'nb201_in16_test200'])
  compare(`${name} (largest difference means nothing)`, column(accuracies, name).map(Number));
