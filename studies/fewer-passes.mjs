/**
 * How small images, batches and networks may be before rankings move: the same random networks of a table scored at every resolution, batch
 * and width (channels of the first stage, where the space has that option), beside the full setting. For each setting the processor time of
 * a network, Kendall's tau-b with the full setting, and with accuracy, both with 95 % intervals by resampled networks. ePADS, NASWOT and
 * MeCo come from one forward pass and share its cost.
 * Scores are kept in build/fewer-passes, one JSON line a network and setting; what is there is not scored again. Networks are scored in
 * blocks, each under all settings, so that the table of what is there can be printed at any time.
 * Run: nice -n 15 npm run study:fewer-passes -- SHARED/data [networks a table: 60] [seed: 0] [TABLE ...]      (REPORT=1: prints what is there)
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRng, evaluateArchitectures, kendallTauB } from 'assay';
import { openPlan } from 'assay/node';
import { openSources } from './everywhere/samples.mjs';

const [folder, count = '60', seed = '0', ...only] = process.argv.slice(2);
if (folder === undefined) {
  console.log('study:fewer-passes: expected the folder of the tables');
  process.exit(2);
}
const data = `cifar10:${join(folder, 'images/cifar10_train_0-1023.bin.gz')}`;
const groups = [
  { name: 'forward', proxies: ['epads', 'naswot', 'meco'], data },
  { name: 'zico', proxies: ['zico'], data },
  { name: 'epsilon', proxies: ['epsilon'], data: 'ramp', ignoresWidth: true },
];
/** From the full setting to the smallest. */
const sizes = [32, 16, 8];
const batches = [64, 16, 4];
const tables = [
  { id: 'nas-bench-201', widths: [16, 8, 4] },
  { id: 'nats-bench-size', widths: [undefined] },
].filter(({ id }) => only.length === 0 || only.includes(id));
const blockLength = 10;

const settingsOf = ({ widths }, { ignoresWidth = false }) =>
  (ignoresWidth ? widths.slice(0, 1) : widths).flatMap((width) =>
    sizes.flatMap((size) => batches.map((batch) => ({ width, size, batch }))),
  );
const nameOf = ({ width, size, batch }) => [size, batch, ...(width === undefined ? [] : [width])].join(' ');
const spaceOf = (source, { width, size }) => `${source.space}:size=${size}${width === undefined ? '' : `:C=${width}`}`;

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

/** The scores of some networks under one setting, and the milliseconds of the processor that one took. */
async function score(source, texts, group, setting) {
  const plan = await openPlan(
    { space: spaceOf(source, setting), proxies: group.proxies, data: group.data, batch: setting.batch, seed: Number(seed) },
    { workers: 0 },
  );
  const run = async (some) => {
    const found = [];
    for await (const { index, evaluation } of evaluateArchitectures(plan, some)) found[index] = evaluation.scores;
    return found;
  };
  try {
    // What is loaded and compiled once.
    await run(texts.slice(0, 1));
    const begun = process.cpuUsage();
    const found = await run(texts);
    const { user, system } = process.cpuUsage(begun);
    return { found, ms: (user + system) / 1000 / texts.length };
  } finally {
    await plan.close();
  }
}

async function scoreTable(table, { source, architectures, places }, file) {
  const known = new Set(readLines(file).map(({ row, group, setting }) => `${row} ${group} ${setting}`));
  for (let from = 0; from < Number(count); from += blockLength) {
    const rows = places.slice(from, Math.min(from + blockLength, Number(count)));
    for (const group of groups)
      for (const setting of settingsOf(table, group)) {
        const open = rows.filter((row) => !known.has(`${row} ${group.name} ${nameOf(setting)}`));
        if (open.length === 0) continue;
        const { found, ms } = await score(
          source,
          open.map((row) => architectures[row]),
          group,
          setting,
        );
        for (const [i, row] of open.entries()) {
          const scores = Object.fromEntries(
            group.proxies.map((proxy) => [proxy, found[i][proxy].ok ? found[i][proxy].value : null]),
          );
          appendFileSync(file, `${JSON.stringify({ row, group: group.name, setting: nameOf(setting), ms, scores })}\n`);
        }
      }
    console.error(`${source.id}: ${from + rows.length} of ${count}`);
  }
}

/** Rows that have every setting of every group. */
function completeRows(table, lines) {
  const wanted = groups.reduce((sum, group) => sum + settingsOf(table, group).length, 0);
  const counts = new Map();
  for (const { row } of lines) counts.set(row, (counts.get(row) ?? 0) + 1);
  return [...counts].filter(([, found]) => found === wanted).map(([row]) => row);
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

function report(table, { source, targets }, file) {
  const lines = readLines(file);
  const rows = completeRows(table, lines);
  const at = new Map(lines.map((line) => [`${line.row} ${line.group} ${line.setting}`, line]));
  const [[target, accuracies]] = Object.entries(targets);
  const accuracy = rows.map((row) => accuracies[row]);
  console.log(`\n${source.id}: ${rows.length} networks, seed ${seed}, accuracy: ${target}`);
  const hasWidth = table.widths[0] !== undefined;
  for (const group of groups) {
    const settings = settingsOf(table, group);
    const linesOf = (setting) => rows.map((row) => at.get(`${row} ${group.name} ${nameOf(setting)}`));
    // Undefined scores last.
    const scoresOf = (setting, proxy) => linesOf(setting).map(({ scores }) => scores[proxy] ?? -Number.MAX_VALUE);
    const [full] = settings;
    console.log(
      `| size | batch | ${hasWidth ? 'channels | ' : ''}ms | of the full | ${group.proxies.map((proxy) => `${proxy}: with full, accuracy`).join(' | ')} |`,
    );
    console.log(`|${'---|'.repeat(4 + (hasWidth ? 1 : 0) + group.proxies.length)}`);
    const msOf = (setting) => linesOf(setting).reduce((sum, { ms }) => sum + ms, 0) / rows.length;
    for (const setting of settings) {
      const ms = msOf(setting);
      const cells = group.proxies.map((proxy) => {
        const scores = scoresOf(setting, proxy);
        return `${tauOf(scores, scoresOf(full, proxy))}, ${tauOf(scores, accuracy)}`;
      });
      const share = (100 * ms) / msOf(full);
      console.log(
        `| ${setting.size} | ${setting.batch} | ${hasWidth ? `${setting.width} | ` : ''}${ms.toFixed(ms < 10 ? 1 : 0)} | ${share.toFixed(share < 10 ? 1 : 0)} % | ${cells.join(' | ')} |`,
      );
    }
  }
}

mkdirSync('build/fewer-passes', { recursive: true });
const opened = await openSources(
  folder,
  tables.map(({ id }) => id),
);
const fileOf = ({ id }) => `build/fewer-passes/${id}-${seed}.jsonl`;
const pairs = opened.map((one) => [tables.find(({ id }) => id === one.source.id), one]);
if (process.env.REPORT === undefined) for (const [table, one] of pairs) await scoreTable(table, one, fileOf(table));
for (const [table, one] of pairs) report(table, one, fileOf(table));
