/**
 * Kendall's tau-b of every proxy that takes gradients against NAS-Bench-201's test accuracy, with its 95 % bootstrap interval: random cells of the
 * table (seed 0), PyTorch's initial weights or those a paper names, 32x32 CIFAR-10 images for all data sets, undefined scores last. Proxies that can
 * share a forward and a backward pass do. Scores are kept in build/gradients-correlation.jsonl and not computed again, so that a run goes on with
 * more cells; slower groups take the first cells only.
 * Run: nice npm run study:gradients-correlation -- SHARED/data [cells: 1000] [cells of the slower groups: 200] [batch: 64]
 *   (REPORT=1: evaluates what is there; PROXIES=ntk,...: scores the groups of these alone)
 */
import { join } from 'node:path';
import { bootstrapInterval, kendallTauB, proxies as known, spearman } from 'assay';
import { openSources, readScores, scoreSample } from './everywhere/samples.mjs';

const [folder, cells = '1000', few = '200', batch = '64'] = process.argv.slice(2);
if (folder === undefined) {
  console.log('study:gradients-correlation: expected the folder of the tables');
  process.exit(2);
}
const [opened] = await openSources(folder, ['nas-bench-201']);
if (opened === undefined) {
  console.log(`study:gradients-correlation: skipped, because ${folder} has no table of NAS-Bench-201`);
  process.exit(0);
}

/** What is scored together, and of how many cells. */
const groups = [
  { proxies: ['grad-norm', 'snip', 'plain', 'fisher', 'jacob-cov', 'epe', 'zico'], most: Number(cells) },
  { proxies: ['params', 'macs', 'sed:preset=nas-bench-201', 'convs', 'field'], most: Number(cells) },
  { proxies: ['gradsign', 'wrcor', 'knas', 't-cet'], most: Number(cells) },
  { proxies: ['grasp'], most: Number(few) },
  { proxies: ['vkdnw:count=none', 'vkdnw'], most: Number(few) },
  { proxies: ['ntk'], most: Math.ceil(Number(few) / 4) },
  // Its time goes with the square of the batch.
  { proxies: ['ntk'], most: Number(cells), images: 16 },
  // TE-NAS's network and batch.
  { proxies: ['ntk'], most: Number(cells), images: 72, settings: ['C=3', 'N=1'] },
].map((group) => ({ images: Number(batch), settings: [], ...group }));

/** Scores of other batches and networks are kept beside those of 64 images and the table's network, not among them. */
const keyOf = ({ images, settings }, proxy) => {
  const named = [...(images === 64 ? [] : [`batch ${images}`]), ...settings].join(', ');
  return named === '' ? proxy : `${proxy} (${named})`;
};
const chosen = process.env.PROXIES?.split(',');
const isChosen = ({ proxies }) => chosen === undefined || proxies.some((proxy) => chosen.includes(proxy));

/** Kendall's tau-b on CIFAR-10, CIFAR-100 and ImageNet16-120 as papers print it; A: AZ-NAS's Table 1, Z: ZiCo's Table 3, for all cells. */
const published = {
  'grad-norm': 'A .357 .350 .304; Z .46 .47 .43',
  snip: 'A .454 .451 .400; Z .46 .46 .43',
  grasp: 'A .318 .315 .282; Z .37 .36 .40',
  fisher: 'Z .40 .41 .37',
  plain: '-.234 -.243 -.229 (NAS-Bench-Suite-Zero, 9,445 cells)',
  'jacob-cov': '.616 .639 .602 (VKDNW, 9,445 cells)',
  epe: '.578 .598 .217 (NAS-Bench-Suite-Zero, 9,445 cells)',
  zico: 'A .589 .590 .584; Z .61 .61 .60',
  gradsign: 'A .618 .594 .575; Z .58 .59 .59',
  knas: 'Z .14 .24 .30',
  ntk: 'Z .33 .33 .46',
  'ntk (batch 16)': 'Z .33 .33 .46',
  'ntk (batch 72, C=3, N=1)': '-.42 (TE-NAS, data set not named)',
  vkdnw: '.618 .634 .622 (9,445 cells)',
  params: 'A .578 .552 .520',
  macs: 'A .578 .551 .517',
};

const file = 'build/gradients-correlation.jsonl';
if (process.env.REPORT === undefined)
  for (const { proxies, most, images, settings } of groups.filter(isChosen))
    await scoreSample(opened, {
      count: most,
      size: '32',
      batch: images,
      settings,
      keyOf: (proxy) => keyOf({ images, settings }, proxy),
      seed: 0,
      data: `cifar10:${join(folder, 'images/cifar10_train_0-1023.bin.gz')}`,
      proxies,
      file,
      say: (line) => console.error(line),
    });

const scores = readScores(file);
const targets = ['c10-test', 'c100-test', 'in16-test'].map((name) => [name, opened.targets[name]]);
const show = (value) => value.toFixed(3).replace(/^(-?)0\./, '$1.');
console.log('| proxy | cells | tau-b CIFAR-10 | CIFAR-100 | ImageNet16-120 | Spearman | published tau-b | undefined |');
console.log('|---|---|---|---|---|---|---|---|');
for (const [proxy, id] of groups.flatMap((group) => group.proxies.map((one) => [keyOf(group, one), one.split(':')[0]]))) {
  const rows = opened.places.slice(0, Number(cells)).filter((row) => scores.get(row)?.[proxy] !== undefined);
  if (rows.length < 20) continue;
  const last = known.find((one) => one.id === id)?.direction === 'lower' ? Infinity : -Infinity;
  const values = rows.map((row) => scores.get(row)[proxy] ?? last);
  const taus = targets.map(([name, accuracies]) => {
    const truth = rows.map((row) => accuracies[row]);
    const over = (sample) =>
      kendallTauB(
        Array.from(sample, (i) => values[i]),
        Array.from(sample, (i) => truth[i]),
      ) ?? 0;
    const { low, high } = bootstrapInterval(rows.length, over, { seed: 0, purpose: name, resamples: 200 });
    return `${show(over([...rows.keys()]))} [${show(low)}, ${show(high)}]`;
  });
  const spearmen = targets.map(([, accuracies]) =>
    show(
      spearman(
        values,
        rows.map((row) => accuracies[row]),
      ) ?? 0,
    ),
  );
  const missing = values.filter((value) => value === last).length;
  console.log(
    `| \`${proxy}\` | ${rows.length} | ${taus.join(' | ')} | ${spearmen.join(' ')} | ${published[proxy] ?? ''} | ${missing === 0 ? '' : missing} |`,
  );
}
