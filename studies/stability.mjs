/**
 * How far the scores of passes move with seed, images, their size and the batch, on the same networks: each setting against the first by Spearman
 * and with accuracy, and the rule of `--effort forward` likewise. `field` and SED depend on none of these. Files are those of study:efforts: what is
 * there is not scored again.
 * Run: nice -n 15 npm run study:stability -- SHARED/data [networks a table: 60] [TABLE ...: nas-bench-201 nats-bench-size nas-bench-macro]
 *   (PROXIES=epads,zico: what is scored; FILES=FOLDER: where scores are kept, else build/efforts)
 */
import { join } from 'node:path';
import { createRng, ranks, spearman } from 'assay';
import { openTable, show, spaceOf } from './everywhere/judge.mjs';
import { openSources, scoreSample } from './everywhere/samples.mjs';

const [folder, count = '60', ...only] = process.argv.slice(2);
if (folder === undefined) {
  console.log('study:stability: expected the folder of the tables');
  process.exit(2);
}
const proxies = (process.env.PROXIES ?? 'epads').split(',');
const images = `cifar10:${join(folder, 'images/cifar10_train_0-1023.bin.gz')}`;
const first = { size: '16', batch: '16', seed: '0', data: images };
const settings = {
  '16x16, batch 16, seed 0': first,
  'seed 1': { ...first, seed: '1' },
  'noise for images': { ...first, data: 'noise' },
  '8x8': { ...first, size: '8' },
  '32x32': { ...first, size: '32' },
  'batch 4': { ...first, batch: '4' },
  'batch 64': { ...first, batch: '64' },
};
const nothingRun = ['field', 'sed:preset=nas-bench-201'];
const fileOf = ({ source }, { size, batch, seed, data }) =>
  join(process.env.FILES ?? 'build/efforts', `${source.id}-${size}-${batch}-${seed}${data === images ? '' : `-${data}`}.jsonl`);

/** Spearman of two lists with its 95 % bootstrap interval. */
function agreement(a, b) {
  const rng = createRng(0, 'stability');
  const drawn = Array.from({ length: 500 }, () => {
    const rows = a.map(() => rng.int(a.length));
    const pick = (values) => rows.map((row) => values[row]);
    return spearman(pick(a), pick(b)) ?? 0;
  }).sort((x, y) => x - y);
  return `${show(spearman(a, b) ?? 0)} [${show(drawn[12])}, ${show(drawn[487])}]`;
}

for (const one of await openSources(folder, only.length > 0 ? only : ['nas-bench-201', 'nats-bench-size', 'nas-bench-macro'])) {
  const say = (line) => console.error(line);
  const options = { count: Number(count), say };
  await scoreSample(one, {
    ...options,
    ...first,
    batch: 16,
    seed: 0,
    size: undefined,
    proxies: nothingRun,
    file: fileOf(one, first),
  });
  for (const setting of Object.values(settings))
    await scoreSample(one, {
      ...options,
      ...setting,
      batch: Number(setting.batch),
      seed: Number(setting.seed),
      proxies,
      isSmall: true,
      file: fileOf(one, setting),
    });
  const tables = Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => [
      name,
      openTable(one, { file: fileOf(one, setting), count: Number(count), complete: proxies }),
    ]),
  );
  const base = openTable(one, { file: fileOf(one, first), count: Number(count), complete: [...proxies, ...nothingRun] });
  const parts = [['field', 1], ...(spaceOf(one) === 'nas-bench-201' ? [['sed:preset=nas-bench-201', 1]] : [])];
  /** The rule with the scores of another pass. */
  const rule = (epads) =>
    [...parts.map(([proxy, weight]) => [base.column(proxy), weight]), [epads, 0.1]].reduce(
      (sum, [values, weight]) => {
        const own = ranks(values);
        return sum.map((value, i) => value + weight * own[i]);
      },
      base.rows.map(() => 0),
    );
  console.log(`\n${one.source.id}, ${base.rows.length} networks: Spearman with the first setting (95 % bootstrap interval)`);
  const heads = [
    ...proxies.flatMap((proxy) => [proxy, `${proxy} with accuracy`]),
    ...(proxies.includes('epads') ? ['the rule', 'the rule with accuracy'] : []),
  ];
  console.log(`| setting | ${heads.join(' | ')} |\n|---|${heads.map(() => '---|').join('')}`);
  for (const [name, table] of Object.entries(tables)) {
    const withAccuracy = (values) => base.targets.map(([, target]) => show(spearman(values, target) ?? 0)).join(' ');
    const cells = proxies.flatMap((proxy) => [
      agreement(table.column(proxy), base.column(proxy)),
      withAccuracy(table.column(proxy)),
    ]);
    if (proxies.includes('epads')) {
      const own = rule(table.column('epads'));
      cells.push(agreement(own, rule(base.column('epads'))), withAccuracy(own));
    }
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
}
