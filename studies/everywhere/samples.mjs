/**
 * Samples of every table with the scores of every proxy, kept in a file a table: one JSON line an architecture, its row, its string and its
 * scores by proxy (null where undefined). Rows come in a shuffled order, so that a part of a file is a random sample of the table.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRng, evaluateArchitectures, tableSources } from 'assay';
import { openPlan, readTableSource } from 'assay/node';

/** Nothing is run for these. */
export const graphProxies = [
  'params',
  'macs',
  'convs',
  'depth',
  'madnas',
  'deepmad',
  'sed:preset=nas-bench-201',
  'sed:preset=entropy',
  'sed:preset=integer',
  'sed:preset=logvar',
  'sed:preset=residualFirst',
  'sed',
  'field',
  'field:preset=ranks',
  'field-rank',
  'field-last',
  'field-meco',
];
/** Terms of `field` that are no proxies by themselves. */
export const fieldParts = ['spatial', 'gradient'];
/** These run the network forward, with random or constant weights. */
export const forwardProxies = [
  'meco:channels=8',
  'az-expressivity',
  'epsilon',
  'l2-norm',
  'epads',
  'nwot',
  'naswot',
  'swap',
  'zen',
  'entropy',
  'mlfe',
  'noise-immunity',
];
/** These take eigenvalues of matrices as wide as the layers, or a derivative: seconds for a wide network. */
export const wideProxies = ['az-progressivity', 'logsynflow', 'layerwise-naswot', 'meco', 'near'];

/** These take a backward pass. */
export const gradientProxies = ['zico', 'snip', 'grad-norm', 'jacob-cov', 'fisher', 'epe', 'wrcor', 't-cet', 'az-trainability'];
/** What runs networks, that a rule of an effort may be made of. */
export const effortProxies = [
  'meco:channels=8',
  'epads',
  'swap',
  'zen',
  'l2-norm',
  'az-expressivity',
  'az-progressivity',
  'logsynflow',
  ...gradientProxies,
];

/** Where the words of a recurrent network come from, and how large the images of the others are. */
const isRecurrent = (source) => source.space === 'nas-bench-nlp';
const sizedSpace = (source, size, isSmall) =>
  isRecurrent(source) || size === undefined
    ? source.space
    : [source.space, `size=${size}`, ...(isSmall ? (smaller[source.space] ?? []) : [])].join(':');

/** Fewer channels and cells, where a network of the table takes seconds: a fifth to a ninth of the time. */
const smaller = { 'nas-bench-101': ['N=1', 'C=64'], 'nas-bench-301': ['L=5', 'C=16'] };

/** A table with its architectures in shuffled order, or undefined where its file is not at hand. */
export async function openSource(source, folder) {
  const table = await readTableSource(source, { folder });
  if (table === undefined) return undefined;
  const architectures = source.architectures(table);
  const places = createRng(0, 'transfer').shuffle([...architectures.keys()]);
  const targets = Object.fromEntries(Object.entries(source.targets).map(([name, values]) => [name, values(table)]));
  return { source, architectures, places, targets };
}

export async function openSources(folder, only = []) {
  const wanted = tableSources.filter(({ id }) => only.length === 0 || only.includes(id));
  return (await Promise.all(wanted.map((source) => openSource(source, folder)))).filter((opened) => opened !== undefined);
}

export function readScores(file) {
  const known = new Map();
  if (!existsSync(file)) return known;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    try {
      const { row, scores } = JSON.parse(line);
      known.set(row, { ...known.get(row), ...scores });
    } catch {
      // A torn last line: its architecture is scored again.
    }
  }
  return known;
}

/**
 * The scores of the first `count` shuffled rows; those that `file` lacks are computed and appended.
 * @param settings of the space, for networks of other sizes than the table's.
 * @param keyOf the name under which a proxy's score is kept: other data or networks need another.
 */
export async function scoreSample(
  { source, architectures, places },
  { count, size, batch, seed, data, proxies, file, say, isSmall = false, settings = [], keyOf = (proxy) => proxy },
) {
  mkdirSync(join(file, '..'), { recursive: true });
  const known = readScores(file);
  const rows = places.slice(0, count);
  const open = rows.filter((row) => proxies.some((proxy) => known.get(row)?.[keyOf(proxy)] === undefined));
  if (open.length === 0) return known;
  const opened = await openPlan({
    space: [sizedSpace(source, size, isSmall), ...settings].join(':'),
    proxies,
    data: isRecurrent(source) ? 'words' : data,
    batch,
    seed,
  }).catch((error) =>
    isRecurrent(source) ? openPlan({ space: source.space, proxies, data: 'ramp', batch, seed }) : Promise.reject(error),
  );
  const started = performance.now();
  const cost = Object.fromEntries(proxies.map((proxy) => [proxy, 0]));
  let done = 0;
  try {
    const texts = open.map((row) => architectures[row]);
    const onProgress = (at) =>
      say(`${source.id}: ${at.done} of ${open.length}, ${((performance.now() - started) / 1000).toFixed(0)} s`);
    for await (const { index, evaluation } of evaluateArchitectures(opened, texts, { onProgress })) {
      const scores = Object.fromEntries(
        proxies.map((proxy) => [keyOf(proxy), evaluation.scores[proxy].ok ? evaluation.scores[proxy].value : null]),
      );
      for (const part of proxies.includes('field') ? fieldParts : [])
        scores[`field ${part}`] = evaluation.scores.field.parts?.[part] ?? null;
      for (const proxy of proxies) cost[proxy] += evaluation.seconds?.[proxy] ?? 0;
      appendFileSync(file, `${JSON.stringify({ row: open[index], scores })}\n`);
      known.set(open[index], { ...known.get(open[index]), ...scores });
      done++;
    }
  } finally {
    await opened.close();
  }
  const costs = Object.entries(cost)
    .toSorted((a, b) => b[1] - a[1])
    .slice(0, 6)
    .map(([proxy, seconds]) => `${proxy} ${((1000 * seconds) / done).toFixed(1)}`);
  say(`${source.id}: milliseconds a network: ${costs.join(', ')}`);
  return known;
}
