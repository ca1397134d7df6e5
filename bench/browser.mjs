/**
 * Forward scores (NASWOT and ePADS of NAS-Bench-201 cells, batch 16) on ONNX Runtime's WebAssembly: in a page of headless Chromium with one
 * thread, in an isolated page with more, in a page that is not isolated with several workers, and in Node, turn by turn. Prints
 * milliseconds a cell, of processor time (of all processes of the browser) and of the clock, and the ratio to Node; a load on the machine
 * makes the clock worthless, above all that of several threads.
 * Every case must give Node's scores, digit for digit.
 * Run: npm run bench -- browser [cells: 6] [rounds: 3] [threads or workers: 2]; needs Chromium (apt-get install chromium).
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build } from 'rolldown';
import { createRng, openSpace } from 'assay';

const [count = 6, rounds = 3, parallel = 2] = process.argv.slice(2).map(Number);
const executablePath = spawnSync('sh', ['-c', 'command -v chromium || command -v chromium-browser || command -v google-chrome'], {
  encoding: 'utf8',
}).stdout.trim();
if (executablePath === '') {
  console.log('browser: skipped, because there is no Chromium here (Debian: apt-get install chromium)');
  process.exit(0);
}
const beside = (name) => fileURLToPath(new URL(`browser-page/${name}`, import.meta.url));
const ortFolder = dirname(createRequire(import.meta.url).resolve('onnxruntime-web'));
const types = { mjs: 'text/javascript', wasm: 'application/wasm' };
const space = openSpace('nas-bench-201');
const rng = createRng(1, 'browser bench');
const cells = Array.from({ length: count }, () => space.encode(space.sample(rng)));

const scripts = {};
for (const name of ['scores.mjs', 'worker.mjs']) {
  const output = { format: 'esm', codeSplitting: false };
  const built = await build({ input: beside(name), platform: 'browser', write: false, logLevel: 'warn', output });
  scripts[name] = built.output[0].code;
}
const page = `<!doctype html><meta charset="utf-8"><script type="module">
import * as ort from '/ort.wasm.min.mjs';
import { openScores, openWorkerScores } from '/scores.mjs';
ort.env.wasm.wasmPaths = '/';
const { threads, workers } = Object.fromEntries(new URLSearchParams(location.search));
const start = () => new Worker('/worker.mjs', { type: 'module' });
globalThis.score = workers === undefined ? openScores(ort, Number(threads)) : openWorkerScores(start, Number(workers));
globalThis.isolated = crossOriginIsolated;
</script>`;
const server = createServer((request, response) => {
  const name = request.url.slice(1).split('?')[0];
  const isolating = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
  const send = (type, body) =>
    response.writeHead(200, { 'content-type': type, ...(request.url.includes('workers=') ? {} : isolating) }).end(body);
  if (name === '') send('text/html', page);
  else if (name in scripts) send(types.mjs, scripts[name]);
  else if (/^ort[\w.-]+\.(mjs|wasm)$/.test(name)) send(types[name.split('.').at(-1)], readFileSync(join(ortFolder, name)));
  else response.writeHead(404).end();
}).listen(0, '127.0.0.1');
await new Promise((done) => server.once('listening', done));

const tick = 1000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
/** Processor milliseconds of a process and of all below it that still run. */
function processorMs(pid) {
  const all = readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return [{ pid: Number(name), parent: Number(fields[1]), ms: (Number(fields[11]) + Number(fields[12])) * tick }];
    } catch {
      return [];
    }
  });
  const sum = (own) => all.filter(({ parent }) => parent === own).reduce((total, child) => total + child.ms + sum(child.pid), 0);
  return (all.find((one) => one.pid === pid)?.ms ?? 0) + sum(pid);
}

const folder = mkdtempSync(join(tmpdir(), 'assay-browser-'));
const browser = await chromium.launchPersistentContext(join(folder, 'profile'), { executablePath, args: ['--no-sandbox'] });
const browserPid = Number(
  readdirSync('/proc').find((name) => {
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      return command.includes(`--user-data-dir=${folder}`) && !command.includes('--type=');
    } catch {
      return false;
    }
  }),
);
async function openPage(query) {
  const tab = await browser.newPage();
  await tab.goto(`http://127.0.0.1:${server.address().port}/?${query}`);
  await tab.waitForFunction(() => globalThis.score !== undefined);
  return async (list) => {
    const before = processorMs(browserPid);
    const found = await tab.evaluate((given) => globalThis.score(given), list);
    return { ...found, processor: processorMs(browserPid) - before };
  };
}
async function openNode() {
  const { openScores } = await import('./browser-page/scores.mjs');
  const score = openScores(await import('onnxruntime-web'), 1);
  return async (list) => {
    const before = process.cpuUsage();
    const found = await score(list);
    const { user, system } = process.cpuUsage(before);
    return { ...found, processor: (user + system) / 1000 };
  };
}

const cases = {
  'Node, one thread': await openNode(),
  'a page, one thread': await openPage('threads=1'),
  [`an isolated page, ${parallel} threads`]: await openPage(`threads=${parallel}`),
  [`a page that is not, ${parallel} workers`]: await openPage(`workers=${parallel}`),
};
const runs = Object.fromEntries(Object.keys(cases).map((name) => [name, []]));
let wanted;
// What is loaded and compiled once, and the tiers of the engine's compilers.
for (const score of Object.values(cases)) await score(cells);
for (let round = 0; round < rounds; round++)
  for (const [name, score] of Object.entries(cases)) {
    const found = await score(cells);
    wanted ??= JSON.stringify(found.scores);
    if (JSON.stringify(found.scores) !== wanted) throw new Error(`${name}: other scores than Node's`);
    runs[name].push(found);
  }
await browser.close();
server.close();
rmSync(folder, { recursive: true, force: true, maxRetries: 5 });

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const figure = (name, key) => median(runs[name].map((found) => found[key])) / count;
const [first] = Object.keys(cases);
console.log(`${count} cells, ${rounds} rounds, load ${loadavg()[0].toFixed(1)}; the same scores everywhere`);
for (const name of Object.keys(cases)) {
  const of = (key) =>
    `${figure(name, key).toFixed(0)} ms a cell, ${(figure(name, key) / figure(first, key)).toFixed(2)} of Node's`;
  console.log(`  ${name.padEnd(36)} processor ${of('processor')}; clock ${of('ms')}`);
}
