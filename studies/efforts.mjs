/**
 * The rules of `--effort forward` and `--effort gradient`, chosen leaving one space out: sums of ranks of `field` and up to three other scores,
 * with gradients or without. All scores of a network come from the passes of one batch; scores do not depend on a table's target, so one sample
 * of a space serves all of its tables. Networks of NAS-Bench-101 and DARTS are run with fewer cells and channels (samples.mjs); what runs nothing
 * reads the networks of the table, at their image size. What is in the files is not scored again.
 * Run: nice -n 15 npm run study:efforts -- SHARED/data [networks a table: 120] [height and width: 16] [batch: 16] [seed: 0] [TABLE ...]
 *   (PARTS=1: only the scores of the rules by name, in half the time; REPORT=1: judges what is there and runs nothing; FILES=FOLDER: where scores are kept, else build/efforts)
 */
import { join } from 'node:path';
import { bootstrapInterval, createRng, ranks, spearman } from 'assay';
import { effortProxies, gradientProxies, graphProxies, openSources, scoreSample } from './everywhere/samples.mjs';
import { bySpace, isChosenOn, mean, openRows, openTable, show, spaceOf, statistics } from './everywhere/judge.mjs';

const [folder, count = '120', size = '16', batch = '16', seed = '0', ...only] = process.argv.slice(2);
if (folder === undefined) {
  console.log('study:efforts: expected the folder of the tables');
  process.exit(2);
}
/** One weight for all parts but `field`. */
const withField = (parts, weight = 0.25) => ({ field: 1, ...Object.fromEntries(parts.map((proxy) => [proxy, weight])) });
/** What judgement.ts says, and what it was chosen against. */
const rules = {
  params: { params: 1 },
  macs: { macs: 1 },
  graph: { field: 1 },
  'forward, before this study': withField(['field-last', 'meco:channels=8', 'epads'], 0.5),
  'forward, with field-last': withField(['field-last', 'epads']),
  forward: withField(['epads'], 0.1),
  gradient: { ...withField(['epads'], 0.1), zico: 0.05 },
};
/** With AZ-NAS's expressivity, which the few rules below take too. */
const partsThatRun = effortProxies.filter(
  (proxy) => proxy === 'az-expressivity' || Object.values(rules).some((parts) => proxy in parts),
);

const opened = (await openSources(folder, only)).filter(isChosenOn);
const fileOf = ({ source }) => join(process.env.FILES ?? 'build/efforts', `${source.id}-${size}-${batch}-${seed}.jsonl`);
if (process.env.REPORT === undefined)
  for (const one of opened)
    for (const [proxies, runSize] of [
      [graphProxies, undefined],
      [process.env.PARTS === undefined ? effortProxies : partsThatRun, size],
    ])
      await scoreSample(one, {
        count: Number(count),
        size: runSize,
        batch: Number(batch),
        seed: Number(seed),
        data: `cifar10:${join(folder, 'images/cifar10_train_0-1023.bin.gz')}`,
        proxies,
        isSmall: runSize !== undefined,
        file: fileOf(one),
        say: (line) => console.error(line),
      });

const tables = opened
  .map((one) => openTable(one, { file: fileOf(one), count: Number(count), complete: effortProxies }))
  .filter(({ rows }) => rows.length >= 20);
const { head, row } = openRows(tables);
console.log(
  `${tables.map(({ one, rows }) => `${one.source.id} ${rows.length}`).join(', ')} networks; ${size}x${size}, batch ${batch}`,
);
for (const [title, statistic] of Object.entries(statistics)) {
  console.log(`\n${title} with accuracy; the last column is the mean over spaces (0 where undefined)`);
  head('score');
  for (const proxy of [...graphProxies, ...effortProxies]) row(`\`${proxy}\``, (table) => table.column(proxy), { statistic });
}

/** Ranks from 0 to 1 of a proxy on a table, and undefined where most of it is. */
const kept = new Map();
function scaled(table, proxy) {
  const columns = kept.get(table) ?? new Map();
  kept.set(table, columns);
  if (!columns.has(proxy)) {
    const values = table.column(proxy);
    const isUndefined = values === undefined || values.filter((value) => value === -Infinity).length > values.length / 2;
    columns.set(proxy, isUndefined ? undefined : ranks(values).map((rank) => rank / values.length));
  }
  return columns.get(proxy);
}
const isFixed = (table) => spaceOf(table.one) === 'nas-bench-201';
/** The sum of ranks of the parts, with SED where the wires of all cells are the same. A count alone is no rule. */
function ruled(table, parts) {
  const sum = new Float64Array(table.rows.length);
  const more = 'field' in parts && isFixed(table) ? [['sed:preset=nas-bench-201', 1]] : [];
  for (const [proxy, weight] of [...Object.entries(parts), ...more]) {
    const values = scaled(table, proxy);
    if (values !== undefined) for (let i = 0; i < sum.length; i++) sum[i] += weight * values[i];
  }
  return [...sum];
}

const write = (parts) =>
  Object.entries(parts)
    .map(([proxy, weight]) => `${weight === 1 ? '' : `${weight} `}${proxy}`)
    .join(' + ');
/** All choices of up to `most` of a list. */
const subsets = (list, most, from = 0) =>
  from === list.length || most === 0
    ? [[]]
    : [...subsets(list, most, from + 1), ...subsets(list, most - 1, from + 1).map((own) => [list[from], ...own])];
const forwardParts = ['field-last', ...effortProxies.filter((proxy) => !gradientProxies.includes(proxy))];
const efforts = {
  forward: subsets(forwardParts, 3).map((parts) => withField(parts)),
  gradient: gradientProxies.flatMap((proxy) => subsets(forwardParts, 2).map((parts) => withField([...parts, proxy]))),
};
/** How far a rule stands above the better of params and MACs on the table and target where it stands lowest; of tables outside of one space, if it is named. */
function marginOf(among, parts, left) {
  const margins = among
    .filter((table) => spaceOf(table.one) !== left)
    .flatMap((table) =>
      table.targets.map(([, target]) => {
        const [rule, ...sizes] = [ruled(table, parts), table.column('params'), table.column('macs')].map(
          (values) => spearman(values, target) ?? 0,
        );
        return rule - Math.max(...sizes);
      }),
    );
  return Math.min(...margins);
}

/** Prints which of the rules the spaces but one choose, and how it does on that one. */
function leaveOut(among, title, tried) {
  const judged = tried.map((parts) => ({ parts, spaces: bySpace(among, (table) => ruled(table, parts)) }));
  const spaces = [...judged[0].spaces.keys()];
  const over = (left) => (one) => mean(spaces.filter((id) => id !== left).map((id) => one.spaces.get(id)));
  const order = (left) => judged.toSorted((a, b) => over(left)(b) - over(left)(a));
  console.log(`\n${title}: ${tried.length} rules, chosen by the mean over all spaces but one and judged there`);
  const held = spaces.map((left) => {
    // Of the best by their mean, the first that is not below size on the tables that choose.
    const sorted = order(left);
    const best = sorted.find(({ parts }) => marginOf(among, parts, left) > -0.02) ?? sorted[0];
    console.log(`without ${left}: ${write(best.parts)}, there ${show(best.spaces.get(left))}`);
    return best.spaces.get(left);
  });
  console.log(`left out: mean ${mean(held).toFixed(3)}, worst ${show(Math.min(...held))}`);
  const all = order();
  console.log('best on all, not judged (mean; least margin over the better of params and MACs):');
  for (const one of all.slice(0, 12))
    console.log(`  ${over()(one).toFixed(3)} ${marginOf(among, one.parts).toFixed(3)} ${write(one.parts)}`);
  const near = all.filter((one) => over()(one) > over()(all[0]) - 0.01);
  const uses = new Map();
  for (const { parts } of near) for (const proxy of Object.keys(parts)) uses.set(proxy, (uses.get(proxy) ?? 0) + 1);
  console.log(
    `${near.length} rules within .01 of the best; how many use each: ${[...uses]
      .toSorted((a, b) => b[1] - a[1])
      .map(([proxy, n]) => `${proxy} ${n}`)
      .join(', ')}`,
  );
}

if (tables.length > 0) for (const [effort, tried] of Object.entries(efforts)) leaveOut(tables, effort, tried);

// Rules by name need only their parts, which more networks have.
const named = opened
  .map((one) =>
    openTable(one, {
      file: fileOf(one),
      count: Number(count),
      complete: Object.values(rules).flatMap((parts) => Object.keys(parts)),
    }),
  )
  .filter(({ rows }) => rows.length >= 20);
const lines = openRows(named);
console.log(`\nThe rules of the efforts: ${named.map(({ one, rows }) => `${one.source.id} ${rows.length}`).join(', ')} networks`);
for (const [title, statistic] of Object.entries(statistics)) {
  console.log(`\n${title}, with 95 % bootstrap intervals`);
  lines.head('rule');
  for (const [name, parts] of Object.entries(rules))
    lines.row(`${name}: ${write(parts)}`, (table) => ruled(table, parts), { statistic, intervals: true });
}

console.log('\nLeast margin over the better of params and MACs:');
for (const [name, parts] of Object.entries(rules)) console.log(`${name}: ${marginOf(named, parts).toFixed(3)}`);

// Few rules, made of what the rules by name are made of, on more networks.
const few = subsets(['field-last', 'meco:channels=8', 'az-expressivity', 'epads'], 4);
leaveOut(
  named,
  'forward, few parts',
  few.map((parts) => withField(parts)),
);
leaveOut(
  named,
  'gradient, few parts',
  few.map((parts) => withField([...parts, 'zico'])),
);

// The weight is chosen with the spaces that choose too, alone and with the parts.
const weights = [0.05, 0.1, 0.15, 0.25, 0.35, 0.5, 0.75, 1];
const weighed = (parts) => weights.map((weight) => withField(parts, weight));
leaveOut(named, 'forward, its weight', weighed(['field-last', 'epads']));
leaveOut(named, 'forward, few parts and their weight', [
  withField([]),
  ...few.filter((parts) => parts.length > 0).flatMap((parts) => weighed(parts)),
]);
leaveOut(
  named,
  'gradient, both weights',
  weighed(['field-last', 'epads']).flatMap((parts) => weights.map((zico) => ({ ...parts, zico }))),
);

/** The mean over a table's targets of how far one rule's Spearman is above another's, for a sample of its rows. */
function gain(table, [a, b], rows) {
  const pick = (values) => Array.from(rows, (i) => values[i]);
  const [first, second] = [ruled(table, a), ruled(table, b)].map(pick);
  return mean(table.targets.map(([, target]) => (spearman(first, pick(target)) ?? 0) - (spearman(second, pick(target)) ?? 0)));
}
/** The same by space, over all rows. */
function bySpaceGain([a, b]) {
  const [first, second] = [a, b].map((parts) => bySpace(named, (table) => ruled(table, parts)));
  return [...first].map(([space, value]) => value - second.get(space));
}
/** The interval of the mean over spaces: the rows of every table are drawn anew. Each space is one table here. */
function meanGainInterval(pair) {
  const rng = createRng(0, 'mean gain');
  const drawn = Array.from({ length: 500 }, () =>
    mean(
      named.map((table) =>
        gain(
          table,
          pair,
          Array.from(table.rows, () => rng.int(table.rows.length)),
        ),
      ),
    ),
  ).sort((a, b) => a - b);
  return [drawn[12], drawn[487]];
}
/** How far a rule stands above another: on every table, and the mean over spaces. */
function printGain([a, first], [b, second]) {
  const pair = [first, second];
  const cells = named.map((table) => {
    const value = gain(table, pair, [...table.rows.keys()]);
    const { low, high } = bootstrapInterval(table.rows.length, (sample) => gain(table, pair, sample), {
      seed: 0,
      purpose: 'gain',
      resamples: 200,
    });
    return `${table.one.source.id} ${value.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
  });
  const gains = bySpaceGain(pair);
  console.log(
    `${a} above ${b}: ${cells.join(', ')}; mean over spaces ${mean(gains).toFixed(3)} [${meanGainInterval(pair)
      .map((end) => end.toFixed(3))
      .join(', ')}], least ${Math.min(...gains).toFixed(3)}`,
  );
}
console.log('\nSpearman of one rule above another, mean over the targets of a table, with paired 95 % bootstrap intervals');
for (const [a, b] of [
  ['forward', 'graph'],
  ['forward', 'forward, before this study'],
  ['forward', 'forward, with field-last'],
  ['gradient', 'graph'],
  ['gradient', 'forward'],
])
  printGain([a, rules[a]], [b, rules[b]]);

// Whether `field-last` is needed, and how much of the others.
const alone = [0.05, 0.1, 0.15, 0.25].map((weight) => withField(['epads'], weight));
const withZico = alone.flatMap((parts) => [0.05, 0.1, 0.25].map((zico) => ({ ...parts, zico })));
console.log('\nWithout field-last:');
for (const [title, statistic] of Object.entries(statistics)) {
  lines.head(title);
  for (const parts of [...alone, ...withZico]) lines.row(write(parts), (table) => ruled(table, parts), { statistic });
}
for (const parts of alone)
  for (const than of ['forward, with field-last', 'graph']) printGain([write(parts), parts], [than, rules[than]]);
leaveOut(named, 'forward without field-last, its weight', alone);
leaveOut(named, 'gradient without field-last, both weights', withZico);
