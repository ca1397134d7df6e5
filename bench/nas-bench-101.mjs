/**
 * NAS-Bench-101 from its compact table, streamed: unzip, parse, decode, canonical form (the published graph hash), topology and SED
 * of all 423,624 cells on one core. Also checks that the keys come in ascending order, which shows each is right.
 * Run after a build: node bench/nas-bench-101.mjs ../shared/data/nasbench101/nb101_all.csv.gz
 */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { openSpace, scoreSed } from 'assay';
import { createKeySet } from '../dist/core/key-set.js';

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.log('nas-bench-101: expected the compact table (nb101_all.csv.gz)');
  process.exit(2);
}
const space = openSpace('nas-bench-101');
const seconds = { decode: 0, canonical: 0, key: 0, topology: 0, sed: 0 };
let previous = '';
const keys = createKeySet();
const keyWords = new Uint32Array(2);
let count = 0;
let outOfOrder = 0;
const started = performance.now();
for await (const line of createInterface({ input: createReadStream(path).pipe(createGunzip()) })) {
  if (line.startsWith('vertices')) continue;
  const [vertices, edges, ops] = line.split(',');
  const t0 = performance.now();
  const cell = space.decode(`bits:${vertices},${edges},${ops}`);
  const t1 = performance.now();
  const key = space.canonical(cell);
  const t2 = performance.now();
  const topology = space.topology(cell);
  const t3 = performance.now();
  const score = scoreSed(topology);
  const t4 = performance.now();
  seconds.decode += t1 - t0;
  seconds.canonical += t2 - t1;
  seconds.topology += t3 - t2;
  seconds.sed += t4 - t3;
  space.canonicalKey(cell, keyWords);
  seconds.key += performance.now() - t4;
  keys.add(keyWords[0], keyWords[1]);
  if (!score.ok) throw new Error(`${line}: ${score.reason}`);
  if (key <= previous) outOfOrder++;
  previous = key;
  count++;
}
const total = (performance.now() - started) / 1000;
console.log(
  `${count} cells in ${total.toFixed(1)} s (${(process.cpuUsage().user / 1e6).toFixed(1)} s of processor), ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB; keys out of order: ${outOfOrder}; distinct 64-bit keys: ${keys.size}`,
);
const read = 1000 * total - Object.values(seconds).reduce((a, b) => a + b, 0);
for (const [step, ms] of Object.entries({ read, ...seconds }))
  console.log(`  ${step.padEnd(10)} ${(ms / 1000).toFixed(2)} s, ${((1000 * ms) / count).toFixed(2)} µs a cell`);
console.log(`  reading and decoding alone: ${((read + seconds.decode) / 1000).toFixed(2)} s`);
