/**
 * The studio in headless Chromium: how long a click in the cell bench takes, with all single changes; how soon 423,624 points are painted, how
 * smoothly they move, and how much memory the page holds. Graphics are drawn by SwiftShader, on the processor.
 * Run after a build: node bench/studio.mjs [rows]; needs Chromium (apt-get install chromium).
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { loadavg, tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { createRng, openSpace } from 'assay';
import { exportStudio } from 'assay/node';

const rows = Number(process.argv[2] ?? 423_624);
const folder = mkdtempSync(join(tmpdir(), 'assay-studio-'));
const space = openSpace('nas-bench-201');
const line = (name, value) => console.log(`${name.padEnd(56)} ${value}`);
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** A table like those of benchmarks: cells, three costs, an accuracy, one score with gaps. */
function writeTable(path) {
  const rng = createRng(1, 'studio');
  const lines = ['arch,epsilon,params,macs,acc,latency_ms'];
  for (let i = 0; i < rows; i++) {
    const cell = space.sample(rng);
    const { params, macs } = space.cost(cell);
    const score = rng.next();
    const acc = 60 + 30 * Math.tanh(params / 5e5 + score) + 3 * rng.next();
    lines.push(
      `${space.encode(cell)},${i % 97 === 0 ? '' : score.toFixed(5)},${params},${macs},${acc.toFixed(3)},${((macs / 1e7) * (0.8 + 0.4 * rng.next())).toFixed(4)}`,
    );
  }
  writeFileSync(path, `${lines.join('\n')}\n`);
}

/** Memory of a process and of all below it, each page counted once, in MB. */
function memoryOf(pid) {
  const below = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return Number(/\) \S+ (\d+)/.exec(readFileSync(`/proc/${name}/stat`, 'utf8'))?.[1]) === pid;
      } catch {
        return false;
      }
    });
  let kilobytes = 0;
  try {
    kilobytes = Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0);
  } catch {
    // It has just ended.
  }
  return kilobytes / 1000 + below.reduce((sum, name) => sum + memoryOf(Number(name)), 0);
}

await exportStudio({ folder, isBare: true });
const table = join(folder, 'table.csv');
writeTable(table);
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const server = createServer((request, response) => {
  const path = request.url === '/' ? '/index.html' : request.url.split('?')[0];
  try {
    const body = readFileSync(join(folder, path));
    response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream' }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}).listen(0);
await new Promise((done) => server.once('listening', done));
const address = `http://127.0.0.1:${server.address().port}/`;
const executablePath = spawnSync('sh', ['-c', 'command -v chromium || command -v chromium-browser || command -v google-chrome'], {
  encoding: 'utf8',
}).stdout.trim();
const browser = await chromium.launchPersistentContext(join(folder, 'profile'), {
  executablePath,
  args: ['--no-sandbox', '--enable-unsafe-swiftshader'],
  viewport: { width: 1280, height: 900 },
});
line('load of this machine (1 minute)', loadavg()[0].toFixed(1));

const page = await browser.newPage();
const opened = performance.now();
await page.goto(`${address}#bench`);
await page.waitForSelector('[data-judged]');
line('cell bench: from the address to the first judged cell', `${Math.round(performance.now() - opened)} ms`);
/** Milliseconds from a click until the costs and epsilon are shown, and until all single changes are judged. */
const clicks = async (name, count, selector) => {
  const times = [];
  for (let i = 0; i < count; i++)
    times.push(
      await page.evaluate(
        (button) =>
          new Promise((done) => {
            const box = document.querySelector('[data-shown]');
            const before = box.dataset.shown;
            const begun = performance.now();
            let shown;
            const watch = new MutationObserver(() => {
              if (shown === undefined && box.dataset.shown !== before) shown = performance.now() - begun;
              if (shown === undefined || box.dataset.judged !== box.dataset.shown) return;
              watch.disconnect();
              done([shown, performance.now() - begun]);
            });
            watch.observe(box, { attributes: true });
            [...document.querySelectorAll('button')].find(({ textContent }) => textContent.startsWith(button))?.click();
          }),
        selector,
      ),
    );
  const [shown, judged] = [0, 1].map((part) => times.map((time) => time[part]));
  line(`${name}: costs, SED and epsilon shown, median of ${count}`, `${median(shown).toFixed(0)} ms`);
  line(`${name}: all 24 single changes judged, median of ${count}`, `${median(judged).toFixed(0)} ms`);
};
await clicks('a random cell while the reference is being counted', 15, 'Random cell');
await page.waitForFunction(() => document.body.textContent.includes('% of all 15,625 cells.'), undefined, { timeout: 600_000 });
line('the whole space counted after', `${((performance.now() - opened) / 1000).toFixed(0)} s`);
await clicks('a random cell', 25, 'Random cell');
await page.close();

const plot = await browser.newPage();
await plot.goto(`${address}#explore`);
await plot.waitForSelector('input[type=file]');
let begun = performance.now();
await plot.setInputFiles('input[type=file]', table);
await plot.waitForSelector('.explore', { timeout: 300_000 });
line(`${rows.toLocaleString('en-US')} rows of CSV read and typed`, `${((performance.now() - begun) / 1000).toFixed(1)} s`);
begun = performance.now();
await plot.waitForSelector('canvas[data-painted]', { timeout: 300_000 });
line('first paint of all points after the table was there', `${Math.round(performance.now() - begun)} ms`);
await plot.waitForTimeout(3000);
const moved = await plot.evaluate(async () => {
  const canvas = document.querySelector('.point-plot canvas');
  const box = canvas.getBoundingClientRect();
  canvas.setPointerCapture = () => undefined;
  const send = (kind, x, y) =>
    canvas.dispatchEvent(new PointerEvent(kind, { clientX: box.left + x, clientY: box.top + y, pointerId: 1, bubbles: true }));
  // After everything that the frame itself runs.
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const painted = () => Number(canvas.dataset.painted);
  send('pointerdown', 200, 200);
  const [first, start] = [painted(), performance.now()];
  const times = [];
  for (let i = 0; i < 150; i++) {
    const before = painted();
    const at = performance.now();
    send('pointermove', 200 + 80 * Math.sin(i / 12), 200 + (i % 40));
    while (painted() === before) await frame();
    times.push(performance.now() - at);
  }
  const seconds = (performance.now() - start) / 1000;
  send('pointerup', 200, 200);
  return { rate: (painted() - first) / seconds, times };
});
line('frames a second while the points are dragged', moved.rate.toFixed(0));
line('a move until it is painted, median', `${median(moved.times).toFixed(0)} ms`);
line('memory of the browser and its processes', `${Math.round(memoryOf(process.pid) - memoryOfSelf())} MB`);
line('load of this machine (1 minute)', loadavg()[0].toFixed(1));
await browser.close();
server.close();
rmSync(folder, { recursive: true, force: true });

function memoryOfSelf() {
  return Number(/^Pss:\s+(\d+)/m.exec(readFileSync('/proc/self/smaps_rollup', 'utf8'))?.[1] ?? 0) / 1000;
}
