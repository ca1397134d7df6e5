/**
 * All 423,624 cells of NAS-Bench-101 scored by SED: on one machine, and in parts that are merged. The bytes must be equal; prints the seconds of each.
 * Run: npm run study:shards -- SHARED/data [parts: 16] [cells: all]
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { mergeRuns, openScoring } from 'assay/node';

const [shared, parts = '16', most] = process.argv.slice(2);
if (shared === undefined) {
  console.log('study:shards: expected the folder of the tables (nasbench101/nb101_all.csv.gz)');
  process.exit(2);
}
const folder = 'build/shards';
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const rows = gunzipSync(readFileSync(join(shared, 'nasbench101/nb101_all.csv.gz')))
  .toString()
  .trim()
  .split('\n')
  .slice(1, most === undefined ? undefined : 1 + Number(most));
const cells = rows.map((row) => `bits:${row.split(',').slice(0, 3).join(',')}`);
const list = join(folder, 'cells.txt');
writeFileSync(list, `${cells.join('\n')}\n`);

const request = { architectures: [list], space: 'nas-bench-101', proxies: ['sed'], workers: 0 };
const count = Number(parts);

/** Wall and processor seconds of `work`. */
async function timed(title, work) {
  const before = process.cpuUsage();
  const started = performance.now();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  console.log(
    `${title}: ${((performance.now() - started) / 1000).toFixed(1)} s, processor ${((user + system) / 1e6).toFixed(1)} s`,
  );
  return result;
}

const one = join(folder, 'one');
await timed(`${cells.length} cells on one machine`, async () => {
  const result = await (await openScoring({ ...request, folder: one })).run();
  writeFileSync(join(one, 'scores.csv'), result.csv());
});
const folders = Array.from({ length: count }, (_, i) => join(folder, `part-${i + 1}`));
await timed(`${count} parts, one after the other`, async () => {
  for (const [i, part] of folders.entries())
    await (await openScoring({ ...request, folder: part, shard: { index: i + 1, count } })).run();
});
const merged = join(folder, 'merged');
await timed('merged', () => mergeRuns(folders, { folder: merged }));
for (const name of ['journal.jsonl', 'scores.csv']) {
  const [a, b] = [one, merged].map((run) => readFileSync(join(run, name)));
  console.log(`${name}: ${a.length} bytes, ${a.equals(b) ? 'the same' : 'DIFFERENT'}`);
  if (!a.equals(b)) process.exitCode = 1;
}
