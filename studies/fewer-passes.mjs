/**
 * How small images, batches and networks may be before rankings move: the same random networks of a space scored at every resolution and
 * batch, and with fewer channels in the first stage where the space has that option, beside the full setting. For each setting the processor
 * time of a network, Kendall's tau-b with the full setting, and with accuracy where a table has it, both with 95 % intervals by resampled
 * networks. ePADS, NASWOT and MeCo come from one forward pass and share its cost.
 * Images are those of CIFAR-10; where networks take larger ones, the same images enlarged, and noise with random labels for ZiCo.
 * Scores are kept in build/fewer-passes, one JSON line a network and setting; what is there is not scored again. Networks are scored in
 * blocks, each under all settings, a block of every space in turn, and ZiCo, which takes most of the time, last: the table of what is there
 * can be printed at any time.
 * Run: nice -n 15 npm run study:fewer-passes -- SHARED/data [networks a space: 60] [seed: 0] [SPACE ...]      (REPORT=1: prints what is there)
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createRng, evaluateArchitectures, kendallTauB, openSpace } from 'assay';
import { openPlan } from 'assay/node';
import { openSources } from './everywhere/samples.mjs';

const [folder, count = '60', seed = '0', ...only] = process.argv.slice(2);
if (folder === undefined) {
  console.log('study:fewer-passes: expected the folder of the tables');
  process.exit(2);
}
const records = join(folder, 'images/cifar10_train_0-1023.bin.gz');
/** Data of a group is that of its space, unless it names its own. */
const groups = [
  { name: 'forward', proxies: ['epads', 'naswot', 'meco'] },
  { name: 'epsilon', proxies: ['epsilon'], data: 'ramp', ignoresWidth: true },
  { name: 'zico', proxies: ['zico'], needsLabels: true },
];
/** From the full setting to the smallest; `sizes` of a space come before these. */
const cifarSizes = [32, 16, 8];
const batches = [64, 16, 4];
/**
 * Tables of accuracies, and spaces of which none is at hand. Sizes of those with images of 224 and 256 begin near what `--effort forward`
 * takes, a quarter.
 */
const tables = [
  { id: 'nas-bench-201', widths: [16, 8, 4] },
  { id: 'nats-bench-size' },
  { id: 'nas-bench-macro' },
  { id: 'nas-bench-101', widths: [128, 64, 32] },
  { id: 'darts', widths: [32, 16, 8] },
  { id: 'nds-resnet', hasNoTable: true },
  { id: 'transnas-micro', hasNoTable: true, sizes: [64, 32], widths: [64, 32, 16] },
  { id: 'transnas-macro', hasNoTable: true, sizes: [64, 32], widths: [64, 32, 16] },
  { id: 'zen-mobilenet', hasNoTable: true, sizes: [64, 32] },
  { id: 'ofa-mobilenet', hasNoTable: true, sizes: [64, 32] },
].filter(({ id }) => only.length === 0 || only.includes(id));
const blockLength = 5;

/** Every size with every batch; of narrower networks those settings at which the first width keeps most ranks. */
function settingsOf({ sizes = cifarSizes, widths = [undefined] }, { ignoresWidth = false }) {
  const [first, ...narrower] = widths;
  const [full, half] = sizes;
  const [most, fewer] = batches;
  return [
    ...sizes.flatMap((size) => batches.map((batch) => ({ width: first, size, batch }))),
    ...(ignoresWidth ? [] : narrower).flatMap((width) => [
      { width, size: full, batch: most },
      { width, size: half, batch: most },
      { width, size: half, batch: fewer },
    ]),
  ];
}
const nameOf = ({ width, size, batch }) => [size, batch, ...(width === undefined ? [] : [width])].join(' ');
const spaceOf = ({ space }, { width, size }) => `${space}:size=${size}${width === undefined ? '' : `:C=${width}`}`;

/** The networks of a table in shuffled order, or random ones of a space without one: strings by row, and accuracies where there are some. */
async function openNetworks({ id, hasNoTable = false, sizes = cifarSizes }) {
  const isEnlarged = Math.max(...sizes) > 32;
  const data = isEnlarged ? await writePictures('build/fewer-passes/pictures') : `cifar10:${records}`;
  const labelled = isEnlarged ? 'noise' : data;
  if (hasNoTable) {
    const space = openSpace(id);
    const rng = createRng(Number(seed), `fewer passes: ${id}`);
    const architectures = Array.from({ length: Number(count) }, () => space.encode(space.sample(rng)));
    return { space: id, data, labelled, architectures, rows: [...architectures.keys()] };
  }
  const [opened] = await openSources(folder, [id]);
  if (opened === undefined) return undefined;
  const [[target, accuracies]] = Object.entries(opened.targets);
  const { source, architectures, places } = opened;
  return { space: source.space, data, labelled, architectures, rows: places.slice(0, Number(count)), target, accuracies };
}

/** Lines of a file, without a torn last one. */
function readLines(file) {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line)];
      } catch {
        return [];
      }
    });
}

/** Images of CIFAR-10 as pictures in one folder, so that they can be enlarged. */
async function writePictures(to) {
  const most = 2 * Math.max(...batches);
  const { default: sharp } = await import('sharp');
  const bytes = gunzipSync(readFileSync(records));
  const plane = 32 * 32;
  mkdirSync(to, { recursive: true });
  for (let i = 0; i < most; i++) {
    const planes = bytes.subarray(i * (1 + 3 * plane) + 1, (i + 1) * (1 + 3 * plane));
    const pixels = Uint8Array.from({ length: 3 * plane }, (_, at) => planes[(at % 3) * plane + Math.floor(at / 3)]);
    await sharp(pixels, { raw: { width: 32, height: 32, channels: 3 } })
      .png()
      .toFile(join(to, `${String(i).padStart(4, '0')}.png`));
  }
  return `folder:${to}`;
}

const warm = new Set();

/** The scores of some networks under one setting, and the milliseconds of the processor that one took. */
async function score(networks, texts, group, setting) {
  const plan = await openPlan(
    {
      space: spaceOf(networks, setting),
      proxies: group.proxies,
      data: group.data ?? (group.needsLabels ? networks.labelled : networks.data),
      batch: setting.batch,
      seed: Number(seed),
    },
    { workers: 0 },
  );
  const run = async (some) => {
    const found = [];
    for await (const { index, evaluation } of evaluateArchitectures(plan, some)) found[index] = evaluation.scores;
    return found;
  };
  try {
    // What is loaded and compiled once.
    if (!warm.has(group)) await run(texts.slice(0, 1));
    warm.add(group);
    const begun = process.cpuUsage();
    const found = await run(texts);
    const { user, system } = process.cpuUsage(begun);
    return { found, ms: (user + system) / 1000 / texts.length };
  } finally {
    await plan.close();
  }
}

/** Scores those of some rows that the file lacks, under every setting. */
async function scoreBlock(table, networks, group, rows, file) {
  const known = new Set(readLines(file).map(({ row, group: name, setting }) => `${row} ${name} ${setting}`));
  for (const setting of settingsOf(table, group)) {
    const open = rows.filter((row) => !known.has(`${row} ${group.name} ${nameOf(setting)}`));
    if (open.length === 0) continue;
    const { found, ms } = await score(
      networks,
      open.map((row) => networks.architectures[row]),
      group,
      setting,
    );
    for (const [i, row] of open.entries()) {
      const scores = Object.fromEntries(group.proxies.map((proxy) => [proxy, found[i][proxy].ok ? found[i][proxy].value : null]));
      appendFileSync(file, `${JSON.stringify({ row, group: group.name, setting: nameOf(setting), ms, scores })}\n`);
    }
  }
}

/** Rows that have every setting of a group. */
function completeRows(table, group, lines) {
  const wanted = settingsOf(table, group).map((setting) => `${group.name} ${nameOf(setting)}`);
  const found = new Set(lines.map(({ row, group: name, setting }) => `${row} ${name} ${setting}`));
  return [...new Set(lines.map(({ row }) => row))].filter((row) => wanted.every((name) => found.has(`${row} ${name}`)));
}

const show = (value) => (value === null || value === undefined ? '–' : value.toFixed(3).replace(/^(-?)0\./, '$1.'));

/** Tau-b of two scores and the middle 95 % of it over resampled networks. */
function tauOf(scores, others) {
  const rng = createRng(1, 'intervals of fewer passes');
  const resampled = Array.from({ length: 400 }, () => {
    const places = scores.map(() => rng.int(scores.length));
    return kendallTauB(
      places.map((place) => scores[place]),
      places.map((place) => others[place]),
    );
  })
    .filter((tau) => tau !== null)
    .toSorted((a, b) => a - b);
  const at = (share) => show(resampled[Math.floor(share * resampled.length)]);
  return `${show(kendallTauB(scores, others))} [${at(0.025)}, ${at(0.975)}]`;
}

function report(table, { target, accuracies }, file) {
  const lines = readLines(file);
  const at = new Map(lines.map((line) => [`${line.row} ${line.group} ${line.setting}`, line]));
  const hasWidth = table.widths !== undefined;
  for (const group of groups) {
    const rows = completeRows(table, group, lines);
    if (rows.length < 2) continue;
    const accuracy = accuracies && rows.map((row) => accuracies[row]);
    console.log(
      `\n${table.id}, ${group.name}: ${rows.length} networks, seed ${seed}, ${target ? `accuracy: ${target}` : 'no accuracies'}`,
    );
    const settings = settingsOf(table, group);
    const linesOf = (setting) => rows.map((row) => at.get(`${row} ${group.name} ${nameOf(setting)}`));
    // Undefined scores last.
    const scoresOf = (setting, proxy) => linesOf(setting).map(({ scores }) => scores[proxy] ?? -Number.MAX_VALUE);
    const [full] = settings;
    console.log(
      `| size | batch | ${hasWidth ? 'channels | ' : ''}ms | of the full | ${group.proxies.map((proxy) => `${proxy}: with full${accuracy ? ', accuracy' : ''}`).join(' | ')} |`,
    );
    console.log(`|${'---|'.repeat(4 + (hasWidth ? 1 : 0) + group.proxies.length)}`);
    // The middle: the first block also pays for compiling.
    const msOf = (setting) =>
      linesOf(setting)
        .map(({ ms }) => ms)
        .toSorted((a, b) => a - b)[Math.floor(rows.length / 2)];
    for (const setting of settings) {
      const ms = msOf(setting);
      const cells = group.proxies.map((proxy) => {
        const scores = scoresOf(setting, proxy);
        return [scoresOf(full, proxy), ...(accuracy ? [accuracy] : [])].map((others) => tauOf(scores, others)).join(', ');
      });
      const share = (100 * ms) / msOf(full);
      console.log(
        `| ${setting.size} | ${setting.batch} | ${hasWidth ? `${setting.width} | ` : ''}${ms.toFixed(ms < 10 ? 1 : 0)} | ${share.toFixed(share < 10 ? 1 : 0)} % | ${cells.join(' | ')} |`,
      );
    }
  }
}

mkdirSync('build/fewer-passes', { recursive: true });
const fileOf = ({ id }) => `build/fewer-passes/${id}-${seed}.jsonl`;
const opened = [];
for (const table of tables) {
  const networks = await openNetworks(table);
  if (networks === undefined) console.error(`${table.id}: left out, its table is not in ${folder}`);
  else opened.push([table, networks]);
}
for (const group of process.env.REPORT === undefined ? groups : [])
  for (let from = 0; from < Number(count); from += blockLength)
    for (const [table, networks] of opened) {
      const rows = networks.rows.slice(from, from + blockLength);
      await scoreBlock(table, networks, group, rows, fileOf(table));
      console.error(`${table.id}, ${group.name}: ${from + rows.length} of ${networks.rows.length}`);
    }
for (const [table, networks] of opened) report(table, networks, fileOf(table));
