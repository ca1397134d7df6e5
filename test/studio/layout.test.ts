/**
 * The layout of every screen at three widths, as it was looked at: the boxes that the grid places, not the text in them, because fonts differ between
 * machines; and, for drawings, small pictures. `KEEP_LAYOUT=1 npx vitest run test/studio/layout.test.ts` keeps what is there now: look at it first.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../src/core/rng.js';
import { whereChromium } from '../browser/chromium.js';
import { canBrowse, openStudio, type OpenedStudio } from './open-studio.js';
import { searchJournal } from './search-journal.js';

const folder = fileURLToPath(new URL('layout', import.meta.url));
const keepsNow = process.env['KEEP_LAYOUT'] === '1';

/** What a box is, where it begins and how wide it is; in the order from the top. */
type Box = readonly [what: string, left: number, width: number];

/** What the grid places on every screen. */
const placed =
  '.bar, main, h1, fieldset, .panel, section, figure, .table-scroll, .drop, .point-plot, .front, .editor > *, .halves > *';
/** Pixels by which a box may differ: a scroll bar. */
const tolerance = 18;

const boxesOf = (page: Page): Promise<readonly Box[]> =>
  page.evaluate(
    (selector) =>
      Array.from(document.querySelectorAll(selector), (element) => {
        const { left, top, width, height } = element.getBoundingClientRect();
        const name = element.classList[0] ?? '';
        return { what: `${element.localName}${name === '' ? '' : `.${name}`}`, left, top, width, height };
      })
        .filter(({ width, height }) => width > 0 && height > 0)
        .sort((a, b) => Math.round(a.top / 4) - Math.round(b.top / 4) || a.left - b.left || b.width - a.width)
        .map(({ what, left, width }): Box => [what, Math.round(left), Math.round(width)]),
    placed,
  );

const screens: readonly { readonly hash: string; readonly ready: string }[] = [
  { hash: 'runs', ready: '.run-table tbody tr' },
  { hash: 'runs/one', ready: '.report canvas' },
  { hash: 'runs?over=one&over=two', ready: '.over svg' },
  { hash: 'search', ready: '.asked .answer' },
  { hash: 'explore/one', ready: 'canvas[data-painted]' },
  { hash: 'bench/cell?space=nas-bench-101', ready: '[data-judged]' },
  { hash: 'bench/models', ready: '.model-bench .drop' },
  { hash: 'papers', ready: '.table-scroll tbody tr' },
  { hash: 'papers/zico', ready: '.experiment svg' },
];

/** A picture of an element in 60 by 40 grey values from 0 to 1, drawn by the browser. */
async function greys(page: Page, png: Buffer): Promise<readonly number[]> {
  return await page.evaluate(
    async (address) => {
      const picture = new Image();
      picture.src = address;
      await picture.decode();
      const canvas = Object.assign(document.createElement('canvas'), { width: 60, height: 40 });
      const context = canvas.getContext('2d') as CanvasRenderingContext2D;
      context.imageSmoothingQuality = 'high';
      context.drawImage(picture, 0, 0, 60, 40);
      const { data } = context.getImageData(0, 0, 60, 40);
      return Array.from(
        { length: 60 * 40 },
        (_, i) => ((data[4 * i] ?? 0) + (data[4 * i + 1] ?? 0) + (data[4 * i + 2] ?? 0)) / 765,
      );
    },
    `data:image/png;base64,${png.toString('base64')}`,
  );
}

/** How much two pictures differ, by the share of what is drawn in them. */
function difference(a: readonly number[], b: readonly number[]): number {
  const ground = (values: readonly number[]): number => values.toSorted((x, y) => x - y)[Math.floor(values.length / 2)] ?? 0;
  const [ga, gb] = [ground(a), ground(b)];
  const ink = a.reduce((sum, value, i) => sum + Math.abs(value - ga) + Math.abs((b[i] ?? 0) - gb), 0) / 2;
  return a.reduce((sum, value, i) => sum + Math.abs(value - ga - ((b[i] ?? 0) - gb)), 0) / Math.max(1, ink);
}

describe.skipIf(!canBrowse)(`the layout of the studio${whereChromium}`, () => {
  let studio: OpenedStudio;
  beforeAll(async () => {
    studio = await openStudio();
    mkdirSync(folder, { recursive: true });
    for (const [name, seed] of [
      ['one', 1],
      ['two', 2],
    ] as const) {
      mkdirSync(join(studio.folder, name));
      writeFileSync(join(studio.folder, name, 'journal.jsonl'), await searchJournal({ seed, objectives: ['score', 'macs'] }));
    }
  });
  afterAll(async () => await studio.close());

  for (const width of [400, 1280, 3840])
    it(`is as it was looked at, at ${width} pixels`, async () => {
      const path = join(folder, `boxes-${width}.json`);
      const kept = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { [hash: string]: readonly Box[] }) : {};
      const found: { [hash: string]: readonly Box[] } = {};
      const page = await studio.page('search', { width });
      for (const { hash, ready } of screens) {
        await page.evaluate((to) => (location.hash = to), hash);
        await page.locator(ready).first().waitFor({ timeout: 60_000 });
        if (keepsNow) await page.waitForTimeout(1000);
        const isSame = async (): Promise<string[]> => {
          found[hash] = await boxesOf(page);
          return differences(kept[hash] ?? [], found[hash]);
        };
        // Plots and tables come one after the other.
        if (keepsNow) await isSame();
        else await expect.poll(isSame, { timeout: 20_000, message: `${hash} at ${width}` }).toEqual([]);
      }
      if (keepsNow) writeFileSync(path, `${JSON.stringify(found)}\n`);
      await page.close();
    }, 120_000);

  it('draws cells and points as in the pictures that were looked at', async () => {
    const page = await studio.page('runs/one');
    const pictures: { readonly name: string; readonly take: () => Promise<Locator> }[] = [
      {
        name: 'cell',
        async take() {
          await page.locator('.report canvas').first().waitFor();
          return page.locator('section.hero svg.assay-drawing').first();
        },
      },
      {
        name: 'points',
        async take() {
          await page.evaluate(() => (location.hash = 'explore'));
          const rng = createRng(3, 'layout');
          const rows = Array.from({ length: 3000 }, () => [rng.next(), rng.next()] as const);
          const csv = `macs,acc\n${rows.map(([a, b]) => `${a},${Math.sqrt(a) + b / 3}`).join('\n')}\n`;
          await page.setInputFiles('input[type=file]', { name: 'points.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
          await page.locator('canvas[data-painted]').waitFor();
          return page.locator('.point-plot .frame');
        },
      },
    ];
    const seen: (readonly number[])[] = [];
    for (const { name, take } of pictures) {
      const shown = await take();
      const path = join(folder, `${name}.png`);
      if (keepsNow) writeFileSync(path, await shown.screenshot());
      const before = await greys(page, readFileSync(path));
      seen.push(before);
      await expect
        .poll(async () => difference(before, await greys(page, await shown.screenshot())), { timeout: 20_000, message: name })
        .toBeLessThan(0.35);
    }
    // The measure tells pictures apart.
    expect(difference(seen[0] ?? [], seen[1] ?? [])).toBeGreaterThan(0.7);
    await page.close();
  }, 60_000);

  it('does not jump when a cell is changed', async () => {
    const page = await studio.page('bench/cell?space=nas-bench-101');
    await page.locator('[data-judged]').waitFor({ timeout: 60_000 });
    await page.getByText('always the same.').waitFor({ timeout: 60_000 });
    // Sees every frame, those before the judgement too.
    await page.evaluate(() => {
      const tops = new Set<number>();
      Object.assign(window, { tops });
      const look = (): void => {
        tops.add(Math.round((document.querySelector('.editor')?.getBoundingClientRect().top ?? 0) + scrollY));
        requestAnimationFrame(look);
      };
      look();
    });
    const before = await page.locator('.cell-bench').getAttribute('data-judged');
    await page.getByRole('button', { name: /^Best move/ }).click();
    await page.waitForFunction((text) => {
      const judged = document.querySelector<HTMLElement>('.cell-bench')?.dataset['judged'];
      return judged !== undefined && judged !== text;
    }, before);
    const tops = await page.evaluate(() => [...(window as never as { tops: Set<number> }).tops]);
    expect(Math.max(...tops) - Math.min(...tops)).toBeLessThanOrEqual(2);
    await page.close();
  }, 120_000);
});

/** Lines about boxes that are missing, new, elsewhere or of another width. */
function differences(kept: readonly Box[], found: readonly Box[]): string[] {
  if (kept.length !== found.length)
    return [`${kept.map(([what]) => what).join(' ')} is now ${found.map(([what]) => what).join(' ')}`];
  return found.flatMap((box, i) => {
    const [what, left, width] = kept[i] as Box;
    const isSame = box[0] === what && Math.abs(box[1] - left) <= tolerance && Math.abs(box[2] - width) <= tolerance;
    return isSame ? [] : [`${[what, left, width].join(' ')} is now ${box.join(' ')}`];
  });
}
