/**
 * Everything with everything: proxies on samples of every table at hand, stored and resumable; Spearman with accuracy, agreement between proxies,
 * and how far a proxy follows size; then the judgement that is the default, chosen leaving one space out at a time.
 * Files are kept in build/everywhere, one JSON line an architecture; what is there is not scored again.
 * Run: nice -n 15 npm run study:everywhere -- SHARED/data [networks a table: 250] [height and width: 16] [batch: 16] [seed: 0] [TABLE ...]
 *   (GRAPH=1: only what runs nothing, at 32x32, of 1,000 networks a table: a minute; REPORT=1: evaluates what is there and runs nothing)
 */
import { join } from 'node:path';
import { bootstrapInterval, createRng, ranks, spearman } from 'assay';
import { forwardProxies, graphProxies, openSources, readScores, scoreSample, wideProxies } from './everywhere/samples.mjs';

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

/** Tables of one space count as one space. NAS-Bench-NLP is shown, and no part of the choice: its networks are not images' and few recipes are known. */
const spaceOf = ({ source }) => source.space;
const isChosenOn = (one) => spaceOf(one) !== 'nas-bench-nlp';
const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
const show = (value) => (value === undefined ? '-' : value.toFixed(2).replace(/^(-?)0\./, '$1.'));

/** Columns of a table's sample: one value an architecture and proxy, -Infinity where undefined. */
const tables = opened.map((one) => {
  const known = readScores(fileOf(one));
  const rows = one.places.filter((row) => known.has(row)).slice(0, Number(count));
  const targets = Object.entries(one.targets).filter(([name]) => !name.includes('val') || Object.keys(one.targets).length === 1);
  const column = (proxy) =>
    rows.every((row) => known.get(row)[proxy] === undefined)
      ? undefined
      : rows.map((row) => known.get(row)[proxy] ?? (known.get(row)[proxy] === null ? -Infinity : undefined));
  return { one, rows, column, targets: targets.map(([name, values]) => [name, rows.map((row) => values[row])]) };
});

/** Spearman over the rows that both know. @returns undefined where they are too few, or one is constant. */
function correlation(a, b) {
  const places = [...a.keys()].filter((i) => a[i] !== undefined && b[i] !== undefined && !Number.isNaN(b[i]));
  return places.length < 20
    ? undefined
    : (spearman(
        places.map((i) => a[i]),
        places.map((i) => b[i]),
      ) ?? 0);
}

/** Sum of ranks with weights; a proxy that a table lacks, or that is undefined on most of it, takes no part. */
function combined(table, weights) {
  const sum = new Array(table.rows.length).fill(0);
  for (const [proxy, weight] of Object.entries(weights)) {
    const values = table.column(proxy);
    if (
      values === undefined ||
      values.includes(undefined) ||
      values.filter((value) => value === -Infinity).length > values.length / 2
    )
      continue;
    ranks(values).forEach((rank, i) => (sum[i] += weight * rank));
  }
  return sum;
}

const heads = tables.flatMap(({ one, targets }) => targets.map(([name]) => `${one.source.id} ${name}`));
/** By space the mean over its tables' targets. */
function bySpace(valuesOf) {
  const spaces = new Map();
  for (const table of tables.filter(({ one }) => isChosenOn(one))) {
    const values = valuesOf(table);
    const own = table.targets.map(([, target]) => (values === undefined ? 0 : (correlation(values, target) ?? 0)));
    spaces.set(spaceOf(table.one), [...(spaces.get(spaceOf(table.one)) ?? []), ...own]);
  }
  return new Map([...spaces].map(([id, values]) => [id, mean(values)]));
}
const proxies = [...graphProxies, ...(isGraph ? [] : [...forwardProxies, ...wideProxies])];

console.log(
  `Spearman with accuracy; ${size}x${size}, batch ${batch}, seed ${seed}; the last column is the mean over spaces (0 where undefined)`,
);
console.log(`| score | ${heads.join(' | ')} | mean |\n|---|${heads.map(() => '---|').join('')}---|`);
const rowOf = (name, valuesOf) => {
  const cells = tables.flatMap((table) => {
    const values = valuesOf(table);
    return table.targets.map(([, target]) => show(values === undefined ? undefined : correlation(values, target)));
  });
  console.log(`| ${name} | ${cells.join(' | ')} | ${show(mean([...bySpace(valuesOf).values()]))} |`);
};
for (const proxy of proxies) rowOf(`\`${proxy}\``, (table) => table.column(proxy));

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
      [0, 0.25, 0.5].flatMap((macs) => [0, 0.3].map((sed) => ({ 'field-rank': 1, 'field-last': last, macs, sed }))),
    )
  : [0, 0.5, 1].flatMap((meco) =>
      [0, 0.5].flatMap((epads) =>
        [0, 0.5].flatMap((last) =>
          [0, 0.5].map((swap) => ({ field: 1, 'meco:channels=8': meco, epads, 'field-last': last, swap })),
        ),
      ),
    );
/** Chooses by the mean over all spaces but one, judges on that one, for each; `valuesOf` gives a table's column for a choice. */
function leaveOneOut(tried, valuesOf, write) {
  const judged = tried.map((choice) => ({ choice, spaces: bySpace((table) => valuesOf(table, choice)) }));
  const held = [];
  for (const space of judged[0].spaces.keys()) {
    const over = ({ spaces }) => mean([...spaces].filter(([id]) => id !== space).map(([, value]) => value));
    const best = judged.toSorted((a, b) => over(b) - over(a))[0];
    held.push(best.spaces.get(space));
    console.log(`without ${space}: ${write(best.choice)}, there ${show(best.spaces.get(space))}`);
  }
  console.log(`mean over the spaces left out ${show(mean(held))}`);
  const best = judged.toSorted((a, b) => mean([...b.spaces.values()]) - mean([...a.spaces.values()]))[0];
  console.log(`best on all, not judged: ${write(best.choice)}, mean ${show(mean([...best.spaces.values()]))}`);
}
const used = (weights) => Object.fromEntries(Object.entries(weights).filter(([, weight]) => weight !== 0));
leaveOneOut(
  choices,
  (table, weights) => combined(table, used(weights)),
  (weights) => JSON.stringify(used(weights)),
);

if (isGraph) {
  console.log('\nOther exponents: products of powers of seven scores, 1,500 drawn, the first as in `field`');
  const rng = createRng(0, 'exponents');
  const draw = (least, most, chance) => (rng.next() < chance ? least + (most - least) * rng.next() : 0);
  const exponents = [{ 'field-last': 0.15, macs: 0.1 }];
  while (exponents.length < 1500)
    exponents.push({
      'field-last': draw(0, 0.8, 1),
      'field-meco': draw(0, 0.8, 0.5),
      macs: draw(0, 0.3, 1),
      params: draw(0, 0.4, 0.7),
      convs: draw(0, 0.8, 0.7),
      depth: draw(-0.5, 0.3, 0.5),
    });
  const logarithms = new Map();
  const logarithm = (table, proxy) => {
    const columns = logarithms.get(table) ?? new Map();
    logarithms.set(table, columns);
    // A count of zero, and a score that is undefined, stand last.
    const made = columns.get(proxy) ?? table.column(proxy)?.map((value) => (value > 0 ? Math.log(value) : -9));
    columns.set(proxy, made);
    return made;
  };
  leaveOneOut(
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

const fixed = (table) => (['nas-bench-201', 'transnas-micro'].includes(spaceOf(table.one)) ? { sed: 1 } : {});
const rules = {
  'graph: field, sed where wires are fixed': (table) => combined(table, { field: 1, ...fixed(table) }),
  ...(isGraph
    ? {}
    : {
        'forward: field, 0.5 field-last, 0.5 meco of 8, 0.5 epads, sed where wires are fixed': (table) =>
          combined(table, { field: 1, 'field-last': 0.5, 'meco:channels=8': 0.5, epads: 0.5, ...fixed(table) }),
      }),
};
console.log(`\n| rule, 95 % bootstrap of Spearman | ${heads.join(' | ')} | mean |\n|---|${heads.map(() => '---|').join('')}---|`);
for (const [name, valuesOf] of Object.entries(rules)) {
  rowOf(name, valuesOf);
  const intervals = tables.flatMap((table) => {
    const values = valuesOf(table);
    return table.targets.map(([target, accuracies]) => {
      const places = [...values.keys()].filter((i) => !Number.isNaN(accuracies[i]));
      const { low, high } = bootstrapInterval(
        places.length,
        (sample) =>
          spearman(
            Array.from(sample, (i) => values[places[i]]),
            Array.from(sample, (i) => accuracies[places[i]]),
          ) ?? 0,
        { seed: 0, purpose: target, resamples: 200 },
      );
      return `${show(low)} to ${show(high)}`;
    });
  });
  console.log(`| | ${intervals.join(' | ')} | |`);
}
