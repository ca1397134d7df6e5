/**
 * How long a report takes to open and to answer the pointer in a real browser.
 *   node bench/report/open-in-chromium.mjs REPORT.html [CHROMIUM]
 * Prints one JSON line: bytes, milliseconds from navigation to load, from the script's start to all plots drawn,
 * of one hover over 400 places (search, ring, tooltip, layout), of redrawing one plot, and what the page asked the network for.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [file, browser = 'chromium'] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: node bench/report/open-in-chromium.mjs REPORT.html [CHROMIUM]\n');
  process.exit(1);
}
const profile = mkdtempSync(join(tmpdir(), 'assay-chromium-'));
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--window-size=1400,1000',
  '--remote-debugging-pipe',
];
const child = spawn(browser, [...flags, `--user-data-dir=${profile}`], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });

/** DevTools protocol over the pipe: JSON messages that end in a zero byte. */
const pending = new Map();
const requests = [];
let buffer = '';
let last = 0;
child.stdio[4].on('data', (chunk) => {
  buffer += chunk;
  const messages = buffer.split('\0');
  buffer = messages.pop();
  for (const message of messages.map((text) => JSON.parse(text))) {
    if (message.method === 'Network.requestWillBeSent') requests.push(message.params.request.url);
    pending.get(message.id)?.(message);
    pending.delete(message.id);
  }
});
const send = (method, params = {}, sessionId) =>
  new Promise((done, fail) => {
    const id = ++last;
    pending.set(id, ({ result, error }) => (error ? fail(new Error(`${method}: ${error.message}`)) : done(result)));
    child.stdio[3].write(`${JSON.stringify({ id, method, params, ...(sessionId ? { sessionId } : {}) })}\0`);
  });

/** Runs in the page. */
const measure = `(async () => {
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  for (let i = 0; i < 600 && performance.getEntriesByName('report drawn').length === 0; i++) await wait(50);
  await wait(500);
  const timing = performance.getEntriesByType('navigation')[0];
  const figure = document.querySelectorAll('figure.plot')[1];
  figure.scrollIntoView();
  await wait(200);
  const box = figure.querySelector('.u-over').getBoundingClientRect();
  const stage = figure.querySelector('.stage');
  const times = [];
  for (let i = 0; i < 400; i++) {
    const at = { bubbles: true, clientX: box.x + (box.width * ((i * 37) % 400)) / 400, clientY: box.y + (box.height * ((i * 91) % 400)) / 400 };
    const start = performance.now();
    stage.dispatchEvent(new PointerEvent('pointermove', at));
    document.body.getBoundingClientRect();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const start = performance.now();
  figure.querySelectorAll('.modes button')[2].click();
  await 0;
  const redraw = performance.now() - start;
  return { load: timing.loadEventEnd, drawn: performance.getEntriesByName('report drawn')[0].duration, hoverMedian: times[200], hoverP95: times[380], redraw };
})()`;

try {
  const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  await send('Network.enable', {}, sessionId);
  await send('Page.enable', {}, sessionId);
  await send('Page.navigate', { url: pathToFileURL(resolve(file)).href }, sessionId);
  const { result } = await send('Runtime.evaluate', { expression: measure, awaitPromise: true, returnByValue: true }, sessionId);
  const milliseconds = Object.fromEntries(
    Object.entries(result.value).map(([name, value]) => [name, Math.round(value * 10) / 10]),
  );
  process.stdout.write(
    `${JSON.stringify({ bytes: statSync(file).size, milliseconds, requests: requests.filter((url) => !url.startsWith('file:')) })}\n`,
  );
} finally {
  child.kill();
  await new Promise((done) => child.once('exit', done));
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
