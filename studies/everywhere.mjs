/**
 * Everything with everything: proxies on samples of every table at hand, stored and resumable; Spearman and tau-b with accuracy, agreement between proxies,
 * and how far a proxy follows size; then the judgement that is the default, chosen leaving one space out at a time.
 * Files are kept in build/everywhere, one JSON line an architecture; what is there is not scored again.
 * Run: nice -n 15 npm run study:everywhere -- SHARED/data [networks a table: 250] [height and width: 16] [batch: 16] [seed: 0] [TABLE ...]
 *   (GRAPH=1: only what runs nothing, at 32x32, of 1,000 networks a table: a minute; REPORT=1: evaluates what is there and runs nothing)
 */
import { join } from 'node:path';
import { createRng, kendallTauB } from 'assay';
import { combined, correlation, leaveOneOut, mean, openRows, openTable, show, spaceOf, statistics } from './everywhere/judge.mjs';
import { forwardProxies, graphProxies, openSources, scoreSample, wideProxies } from './everywhere/samples.mjs';

const isGraph = process.env.GRAPH !== undefined;
const [folder, count = isGraph ? '1000' : '250', size = isGraph ? '32' : '16', batch = '16', seed = '0', ...only] =
  process.argv.slice(2);
if (folder === undefined) {
  console.log('study:everywhere: expected the folder of the tables');
  process.exit(2);
}
const opened = await openSources(folder, only);
const fileOf = ({ source }) => `build/everywhere/${source.id}-${size}-${batch}-${seed}.jsonl`;
const images = join(folder, 'images/cifar10_train_0-1023.bin.gz');
if (process.env.REPORT === undefined)
  for (const [proxies, most] of [
    [graphProxies, Infinity],
    ...(isGraph
      ? []
      : [
          [forwardProxies, Infinity],
          [wideProxies, 150],
        ]),
  ])
    for (const one of opened)
      await scoreSample(one, {
        count: Math.min(Number(count), most),
        size,
        batch: Number(batch),
        seed: Number(seed),
        data: `cifar10:${images}`,
        proxies,
        file: fileOf(one),
        say: (line) => console.error(line),
      });

const tables = opened.map((one) => openTable(one, { file: fileOf(one), count: Number(count) }));
const { head, row } = openRows(tables);
const proxies = [...graphProxies, ...(isGraph ? [] : [...forwardProxies, ...wideProxies])];

console.log(
  `Spearman with accuracy; ${size}x${size}, batch ${batch}, seed ${seed}; the last column is the mean over spaces (0 where undefined)`,
);
head('score');
for (const proxy of proxies) row(`\`${proxy}\``, (table) => table.column(proxy));

console.log("\nKendall's tau-b");
head('score');
for (const proxy of proxies) row(`\`${proxy}\``, (table) => table.column(proxy), { statistic: kendallTauB });

console.log('\nAgreement with size: Spearman of a score with params (mean over tables); of the judgement with every score');
for (const proxy of proxies) {
  const own = tables.flatMap((table) => {
    const [a, params] = [table.column(proxy), table.column('params')];
    return a === undefined ? [] : [correlation(a, params) ?? 0];
  });
  const fields = tables.flatMap((table) => {
    const [a, b] = [table.column(proxy), table.column('field')];
    return a === undefined || b === undefined ? [] : [correlation(a, b) ?? 0];
  });
  if (own.length > 0) console.log(`${proxy.padEnd(24)} params ${show(mean(own))}   field ${show(mean(fields))}`);
}
for (const [limit, pass] of isGraph
  ? []
  : [
      ['field-rank', 'near'],
      ['field-meco', 'meco:channels=8'],
    ]) {
  const own = tables.map((table) => {
    const [a, b] = [table.column(limit), table.column(pass)];
    return `${table.one.source.id} ${show(a === undefined || b === undefined ? undefined : correlation(a, b))}`;
  });
  console.log(`${limit} with ${pass}: ${own.join(', ')}`);
}

console.log(
  '\nThe judgement, chosen leaving one space out: weights of ranks by the mean over the other spaces, judged on the one left out',
);
const choices = isGraph
  ? [0, 0.25, 0.5, 1].flatMap((last) =>
      [0, 0.25, 0.5].flatMap((macs) =>
        [0, 0.3].map((sed) => ({ 'field-rank': 1, 'field-last': last, macs, 'sed:preset=nas-bench-201': sed })),
      ),
    )
  : [0, 0.5, 1].flatMap((meco) =>
      [0, 0.5].flatMap((expressivity) =>
        [0, 0.5].flatMap((last) =>
          [0, 0.5].map((swap) => ({
            field: 1,
            'meco:channels=8': meco,
            'az-expressivity': expressivity,
            'field-last': last,
            swap,
          })),
        ),
      ),
    );
const used = (weights) => Object.fromEntries(Object.entries(weights).filter(([, weight]) => weight !== 0));
leaveOneOut(
  tables,
  choices,
  (table, weights) => combined(table, used(weights)),
  (weights) => JSON.stringify(used(weights)),
);

if (isGraph) {
  console.log('\nOther exponents: products of powers, 1,500 drawn, the first as in `field`');
  const rng = createRng(0, 'exponents');
  const draw = (least, most, chance) => (rng.next() < chance ? least + (most - least) * rng.next() : 0);
  const exponents = [{ 'field-last': 0.15, macs: 0.1, 'field spatial': 1, 'field gradient': 1 }];
  while (exponents.length < 1500)
    exponents.push({
      'field-last': draw(0, 0.4, 0.8),
      macs: draw(0, 0.3, 0.8),
      'field spatial': draw(0, 2.5, 0.8),
      'field gradient': draw(0, 2, 0.8),
      params: draw(0, 0.4, 0.3),
      convs: draw(0, 0.8, 0.3),
      depth: draw(-0.5, 0.3, 0.3),
    });
  const logarithms = new Map();
  const logarithm = (table, proxy) => {
    const columns = logarithms.get(table) ?? new Map();
    logarithms.set(table, columns);
    // A count of zero, and a score that is undefined, stand last.
    const made =
      columns.get(proxy) ??
      table.column(proxy)?.map((value) => {
        // Terms of `field` are logarithms with their weights.
        if (proxy.startsWith('field ')) return value === -Infinity ? 0 : value;
        return value > 0 ? Math.log(value) : -9;
      });
    columns.set(proxy, made);
    return made;
  };
  leaveOneOut(
    tables,
    exponents,
    (table, powers) => {
      const columns = Object.entries({ 'field-rank': 1, ...used(powers) }).map(([proxy, power]) => [
        logarithm(table, proxy),
        power,
      ]);
      return table.rows.map((_, i) => columns.reduce((sum, [values, power]) => sum + power * values[i], 0));
    },
    (powers) => JSON.stringify(used(powers), (_, value) => (typeof value === 'number' ? Number(value.toFixed(2)) : value)),
  );
}

const fixed = (table) =>
  ['nas-bench-201', 'transnas-micro'].includes(spaceOf(table.one)) ? { 'sed:preset=nas-bench-201': 1 } : {};
const rules = {
  'graph: field, sed where wires are fixed': (table) => combined(table, { field: 1, ...fixed(table) }),
  ...(isGraph
    ? {}
    : {
        'forward: field, 0.1 epads, sed where wires are fixed': (table) =>
          combined(table, { field: 1, epads: 0.1, ...fixed(table) }),
      }),
};
for (const [title, statistic] of Object.entries(statistics)) {
  console.log(`\n${title} of the rules and of what they are to beat, with 95 % bootstrap intervals`);
  head('rule');
  for (const [name, valuesOf] of Object.entries(rules)) row(name, valuesOf, { statistic, intervals: true });
  for (const proxy of ['params', 'macs', 'convs', ...(isGraph ? [] : ['meco:channels=8'])])
    row(`\`${proxy}\``, (table) => table.column(proxy), { statistic, intervals: true });
}
