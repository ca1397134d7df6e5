/**
 * Takes the pictures of docs/studio.md and the README, from real runs that it makes: `node scripts/studio-pictures.mjs` (three minutes; needs
 * Chromium and the built package).
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { root, say } from './setup.mjs';

const bin = join(root, 'bin', 'assay.cjs');
const out = join(root, 'docs', 'images');
const runs = mkdtempSync(join(tmpdir(), 'assay-pictures-'));
const assay = (...args) => {
  const { status } = spawnSync(process.execPath, [bin, ...args], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`assay ${args.join(' ')} ended with ${status}`);
};

/** Every picture: the screen, what is done there, and the part of the page that is shown. */
const pictures = [
  { name: 'studio-run', screen: 'runs/evolution', ready: '.report canvas' },
  {
    name: 'studio-search',
    screen: 'search',
    ready: '.answer',
    act: (page) => page.getByLabel('Limits').fill('params<4e6 and mcs<600e6'),
  },
  {
    name: 'studio-explore',
    screen: 'explore/random',
    height: 900,
    ready: 'canvas[data-painted]',
    async act(page) {
      await page.getByLabel('Across').selectOption('macs');
      await page.getByLabel('Colour').selectOption('field');
    },
  },
  {
    name: 'studio-cell',
    screen: 'bench/cell?space=nas-bench-201:N=1',
    height: 820,
    ready: '.cell-bench[data-judged]',
    act: (page) => page.getByText('among all 15,625 cells of the space.', { exact: false }).waitFor({ timeout: 180_000 }),
  },
];

const browserPath = ['chromium', 'chromium-browser', 'google-chrome']
  .map((name) => spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim())
  .find((path) => path !== '');
if (browserPath === undefined) throw new Error('studio-pictures: expected Chromium, found none');

let studio;
try {
  say('searching ...');
  assay(
    'search',
    'nas-bench-201',
    '--searcher',
    'evolution',
    '--budget',
    '400',
    '--objective',
    'score,macs',
    '--out',
    join(runs, 'evolution'),
  );
  assay('search', 'nas-bench-201', '--searcher', 'random', '--budget', '400', '--out', join(runs, 'random'));
  studio = spawn(process.execPath, [bin, 'studio', runs, '--no-open'], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
  const url = await new Promise((done) => studio.stdout.once('data', (text) => done(text.toString().trim())));
  mkdirSync(out, { recursive: true });
  const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
  for (const { name, screen, ready, act, height = 760 } of pictures) {
    const page = await browser.newPage({ viewport: { width: 1200, height } });
    await page.goto(`${url}&to=${screen}`);
    await page.locator(ready).first().waitFor();
    await act?.(page);
    await page.waitForTimeout(1500);
    const path = join(out, `${name}.jpg`);
    await page.screenshot({ path, type: 'jpeg', quality: 68 });
    say(`${path}: ${(statSync(path).size / 1000).toFixed(0)} kB`);
    await page.close();
  }
  await browser.close();
} finally {
  studio?.kill('SIGINT');
  rmSync(runs, { recursive: true, force: true });
}
