/**
 * Kendall's tau-b of every proxy that runs networks with random weights against NAS-Bench-201's test accuracy, with its 95 % bootstrap interval:
 * random cells of the table (seed 0), undefined scores last. Proxies that can read the shared forward pass do; `own` adds each paper's own pass.
 * Run: npm run study:activations-correlation -- [cells] [batch] [shared|own]      (NB201=table.csv.gz; CIFAR10=records; SCORES=file to write them to)
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { bootstrapInterval, createRng, evaluateArchitectures, kendallTauB, spearman } from 'assay';
import { openPlan } from 'assay/node';

const [cells = '1000', batch = '64', mode = 'shared'] = process.argv.slice(2);
const shared = (path) => fileURLToPath(new URL(`../../shared/data/${path}`, import.meta.url));
const tableFile = process.env.NB201 ?? shared('nasbench201/nb201.csv.gz');
const records = process.env.CIFAR10 ?? shared('images/cifar10_train_0-1023.bin.gz');
for (const file of [tableFile, records]) {
  if (existsSync(file)) continue;
  console.log(`activations-correlation: skipped, because ${file} is not here`);
  process.exit(0);
}

const sharing = [
  'epads',
  'epads:pairs=expected',
  'naswot',
  'nwot',
  'layerwise-naswot',
  'layerwise-naswot:of=relu',
  'swap',
  'zen',
  'meco',
  'meco:channels=8',
  'az-expressivity',
  'az-progressivity',
  'near',
  'entropy',
  'mlfe',
  'noise-immunity',
];
const ownPasses = [
  'naswot:pass=own',
  'swap:pass=own',
  'zen:pass=own',
  'meco:pass=own',
  'meco:pass=own:input=image',
  'az-expressivity:pass=own',
  'az-progressivity:pass=own',
  'near:pass=own',
  'mlfe:pass=own',
  'noise-immunity:pass=own',
  'linear-regions',
];
const cheap = [
  'logsynflow',
  'logsynflow:by=paths',
  'zen:by=mean-field',
  'l2-norm',
  'l2-norm:by=expected',
  'depth',
  'convs',
  'convs:layers=live',
  'params',
  'macs',
  'macs:count=operations',
  'sed:preset=nas-bench-201',
  'epsilon',
];
const proxies = [...(mode === 'own' ? ownPasses : sharing), ...(mode === 'own' ? [] : cheap)];

/** Kendall's tau-b (C10, C100, IN16) where a paper or its successors print it; AZ-NAS's table for all cells unless said. */
const published = {
  naswot: '.557 .579 .573',
  nwot: '.624 .652 .614 (9,445 cells)',
  logsynflow: '.571 .565 .555',
  zen: '.296 .283 .303',
  'az-expressivity': '.569 .563 .506',
  'az-progressivity': '.521 .508 .489',
  near: '.70 .69 .66',
  epads: '– – .620',
  swap: '.634 .649 .610',
  'l2-norm': '.551 .570 .546',
  params: '.578 .552 .520',
  macs: '.578 .551 .517',
  convs: '.626 .646 .623 (9,445 cells)',
  'linear-regions': '.50 (data set not named)',
  epsilon: '.69 – – (41 % omitted)',
};

const [head, ...lines] = gunzipSync(readFileSync(tableFile))
  .toString()
  .trim()
  .split('\n')
  .map((line) => line.split(','));
const targets = [
  ['CIFAR-10', 'nats_c10_test200'],
  ['CIFAR-100', 'nats_c100_test200'],
  ['ImageNet16-120', 'nats_in16_test200'],
].map(([title, column]) => ({ title, place: head.indexOf(column) }));
const rows = createRng(0, 'correlation cells').shuffle(lines).slice(0, Number(cells));
const architectures = rows.map((row) => row[head.indexOf('arch')]);

const plan = await openPlan({ space: 'nas-bench-201', proxies, data: `cifar10:${records}`, batch: Number(batch), seed: 0 });
const scores = new Map(proxies.map((proxy) => [proxy, []]));
const started = performance.now();
for await (const { evaluation } of evaluateArchitectures(plan, architectures))
  for (const [proxy, score] of Object.entries(evaluation.scores)) scores.get(proxy).push(score.ok ? score.value : -Infinity);
await plan.close();
const seconds = (performance.now() - started) / 1000;
if (process.env.SCORES !== undefined)
  writeFileSync(process.env.SCORES, JSON.stringify({ architectures, scores: Object.fromEntries(scores) }));

console.log(
  `${architectures.length} random NAS-Bench-201 cells, batch ${batch} of CIFAR-10, ${seconds.toFixed(0)} s, Node ${process.versions.node}`,
);
const gather = (values, places) => Array.from(places, (i) => values[i]);
for (const [proxy, values] of scores) {
  const undefinedCells = values.filter((value) => value === -Infinity).length;
  const taus = targets.map(({ title, place }) => {
    const accuracy = rows.map((row) => Number(row[place]));
    const tau = kendallTauB(values, accuracy);
    const interval = bootstrapInterval(values.length, (sample) => kendallTauB(gather(values, sample), gather(accuracy, sample)), {
      seed: 0,
      purpose: title,
      resamples: 200,
    });
    return tau === null ? '–' : `${tau.toFixed(3)} [${interval.low.toFixed(3)}, ${interval.high.toFixed(3)}]`;
  });
  console.log(
    `${proxy.padEnd(28)} ${taus.join('  ')}${undefinedCells === 0 ? '' : `  undefined ${undefinedCells}`}${published[proxy] === undefined ? '' : `  published ${published[proxy]}`}`,
  );
}

/** How well arithmetic stands in for a forward pass. */
for (const [short, long] of [
  ['logsynflow:by=paths', 'logsynflow'],
  ['zen:by=mean-field', 'zen'],
  ['l2-norm:by=expected', 'l2-norm'],
]) {
  if (!scores.has(short)) continue;
  const both = scores
    .get(short)
    .map((value, i) => [value, scores.get(long)[i]])
    .filter((pair) => pair.every(Number.isFinite));
  console.log(
    `${short} ranks as ${long} does: Spearman ${spearman(
      both.map(([a]) => a),
      both.map(([, b]) => b),
    ).toFixed(4)}, n ${both.length}`,
  );
}
