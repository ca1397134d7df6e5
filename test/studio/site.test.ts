/** The bench and Explore of the studio as a user works with them, in a real browser, from an exported site. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLocalHost } from '../../src/engine/local-host.js';
import { openOrtEngine } from '../../src/platform/node/devices/ort-engine.js';
import { frontOf } from '../../src/core/pareto/index.js';
import { createRng } from '../../src/core/rng.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { openScoring } from '../../src/search/scoring/open-scoring.js';
import { openSpace } from '../../src/spaces/index.js';
import { chromium, whereChromium } from '../browser/chromium.js';
import { openSite, type ServedSite } from '../browser/studio-site.js';

const axe = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8');
let site: ServedSite;

/** Faults that keep people out, by axe-core. */
async function seriousFaults(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  return await page.evaluate(async () => {
    interface Fault {
      readonly id: string;
      readonly impact: string;
      readonly nodes: readonly { readonly html: string }[];
    }
    const { violations } = await (
      globalThis as unknown as { axe: { run(): Promise<{ violations: readonly Fault[] }> } }
    ).axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160) ?? ''}`);
  });
}

const isWiderThanScreen = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth + 1);

describe.skipIf(chromium === undefined)(`the exported studio${whereChromium}`, () => {
  beforeAll(async () => {
    site = await openSite();
  });
  afterAll(async () => await site.close());

  it('edits a cell by clicks and keys, and takes steps back', async () => {
    const page = await site.browser.newPage({ viewport: { width: 1280, height: 900 } });
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    const cell = '|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|';
    await page.goto(`${site.address}#bench/cell?space=nas-bench-201&cell=${encodeURIComponent(cell)}`);
    await page.waitForSelector(`[data-judged="${cell}"]`);
    await page.locator('g.part.open[data-from="1"][data-to="3"]').first().press('Enter');
    const list = page.locator('[role=listbox]');
    expect(await list.textContent()).toContain('nor_conv_3x3');
    await list.press('End');
    await list.press('ArrowUp');
    await list.press('Enter');
    const changed = '|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|nor_conv_3x3~1|none~2|';
    await page.waitForSelector(`[data-judged="${changed}"]`);
    expect(await page.locator('.copyable code').first().textContent()).toBe(changed);
    expect(await page.locator('.figures').textContent()).toContain(
      String(openSpace('nas-bench-201').cost!(openSpace('nas-bench-201').decode(changed)).params.toLocaleString('en-US')),
    );
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.waitForSelector(`[data-shown="${cell}"]`);
    await page.locator('button.main').first().click();
    await page.waitForFunction((before) => document.querySelector('[data-shown]')?.getAttribute('data-shown') !== before, cell);
    await page.getByLabel('Cell', { exact: true }).fill('<img src=x onerror=alert(1)>');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.waitForSelector('[role=alert]');
    expect(await page.locator('[role=alert]').textContent()).toContain('nas-bench-201 architecture: expected |op~0|+|op~0|op~1|');
    expect(await seriousFaults(page)).toEqual([]);
    await page.setViewportSize({ width: 400, height: 800 });
    expect(await isWiderThanScreen(page)).toBe(false);
    expect(faults).toEqual([]);
    await page.close();
  });

  it('keeps the scores of the cells that stand for a space', async () => {
    const context = await site.browser.newContext();
    const page = await context.newPage();
    const look = async (): Promise<string> => {
      await page.goto('about:blank');
      await page.goto(`${site.address}#bench/cell?space=nas-bench-101`);
      await page.getByText('among 1,000 cells drawn at random, always the same.').waitFor({ timeout: 60_000 });
      return await page.locator('.cell-bench .lead').innerText();
    };
    const first = await look();
    const kept = (change: boolean): Promise<number> =>
      page.evaluate(async (isChange) => {
        const ask = <T>(request: IDBRequest<T>): Promise<T> =>
          new Promise((done) => request.addEventListener('success', () => done(request.result)));
        const database = await ask(indexedDB.open('assay-studio', 1));
        const store = database.transaction('kept', 'readwrite').objectStore('kept');
        const [key = ''] = await ask(store.getAllKeys());
        const value = (await ask(store.get(key))) as { proxies: string[]; rows: number[][] } | undefined;
        if (value !== undefined && isChange)
          await ask(store.put({ ...value, rows: value.rows.map((row) => row.map(() => 1e9)) }, key));
        database.close();
        return value?.rows.length ?? 0;
      }, change);
    await expect.poll(() => kept(false), { timeout: 20_000 }).toBe(1000);
    expect(await look()).toBe(first);
    // What is kept is what counts at the next visit.
    await kept(true);
    expect(await look()).toContain('it beats 0.0 % of');
    await context.close();
  });

  it('edits cells of a space of the user', async () => {
    const page = await site.browser.newPage();
    const cell = `|${['sep3~0', 'none~0|none~1', 'none~0|none~1|none~2', 'skip~0|sep3~1|none~2|none~3'].join('|+|')}|`;
    await page.goto(`${site.address}#bench/cell?space=cell-space.mjs&cell=${encodeURIComponent(cell)}`);
    await page.waitForSelector(`[data-judged="${cell}"]`);
    await page.getByLabel('Place').selectOption('edge 1 → 4');
    await page.getByRole('option', { name: 'pool3' }).click();
    await page.waitForSelector(`[data-shown="${cell.replace('sep3~1', 'pool3~1')}"]`);
    await page.close();
  });

  it('reads models, ranks them as the library does, with runs too, and says what other files are', async () => {
    const page = await site.browser.newPage();
    await page.goto(`${site.address}#bench/models`);
    const space = openSpace('nas-bench-201:C=4:N=1:size=8');
    const rng = createRng(2, 'studio models');
    const networks = [0, 1].map(() => space.build(space.sample(rng)));
    const names = ['a<b>.onnx', 'c.onnx'];
    await page.setInputFiles('input[type=file]', [
      ...(await Promise.all(
        networks.map(async (network, i) => ({
          name: names[i]!,
          mimeType: '',
          buffer: Buffer.from(await writeOnnx(network, { weights: () => 0.1 })),
        })),
      )),
      { name: 'picture.onnx', mimeType: '', buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]) },
    ]);
    await page.waitForSelector('[data-ranked="2"]');
    expect(await page.locator('[role=alert]').textContent()).toBe(
      'picture.onnx: expected an .onnx model or a network as JSON, got a PNG picture',
    );
    const items = networks.map((candidate, i) => ({ where: names[i]!, ok: true as const, candidate, name: names[i]! }));
    const session = await openScoring({ architectures: items });
    const result = await session.run();
    const expected = result.ranked().map(({ item }) => item.name);
    expect(await page.locator('button.model').allTextContents()).toEqual(expected);
    expect(await seriousFaults(page)).toEqual([]);
    const field = page.getByLabel('Limits');
    await field.fill('macs<1k');
    await field.press('Enter');
    await page.getByText('All 2 models break the limits.').waitFor();
    expect(await page.locator('.limit-bar[data-met=false]').count()).toBe(2);
    const half = Math.max(...result.ranked().map(({ cost }) => cost.macs));
    await field.fill(`macs<${half} and peakBytes:bits=8<256kB`);
    await field.press('Enter');
    await page.getByText('1 of 2 break the limits.').waitFor();
    expect(await page.locator('.limit-bar').count()).toBe(4);
    expect(await seriousFaults(page)).toEqual([]);
    await field.fill('macs<');
    await field.press('Enter');
    expect(await page.locator('pre.problem').innerText()).toMatch(/\^/);
    // The command is that of the table below it, not of what is wrong in the field.
    const command = page.locator('p', { hasText: 'the same on the command line' });
    expect(await command.innerText()).toContain(`--where 'macs<${half} and peakBytes:bits=8<256kB'`);
    await field.fill('latencyMs<5');
    await field.press('Enter');
    await page.getByText('got latencyMs (assay score measures it').waitFor();
    await field.fill('');
    await field.press('Enter');
    await page.waitForFunction(() => document.querySelector('.limit-bar') === null);
    await page.getByText('Score with runs of the networks').click();
    await page.getByRole('checkbox', { name: 'zen', exact: true }).uncheck();
    // What takes too long is stopped, and the models are still there.
    await page.getByRole('button', { name: 'Run and rank' }).click();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByText('Stopped: remove the model').waitFor();
    await page.getByRole('button', { name: 'Run and rank' }).click();
    await page.waitForSelector('[data-proxy="naswot"]');
    const host = createLocalHost({ engine: await openOrtEngine('wasm') });
    const ran = await (await openScoring({ architectures: items, proxies: ['naswot'] }, host)).run();
    const values = ran.ranked().map(({ evaluation }) => {
      const score = evaluation.scores['naswot']!;
      return score.ok ? String(score.value) : null;
    });
    const shown = await page
      .locator('[data-proxy="naswot"]')
      .evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-value')));
    expect(shown).toEqual(values);
    await page.close();
  });

  it('explores a table: brushes, finds the front of the library, saves the selection, refuses what is no table', async () => {
    const context = await site.browser.newContext({ acceptDownloads: true });
    const page = await context.newPage();
    await page.goto(`${site.address}#explore`);
    const space = openSpace('nas-bench-201');
    const rng = createRng(4, 'studio table');
    const rows = Array.from({ length: 400 }, () => {
      const genotype = space.sample(rng);
      return { arch: space.encode(genotype), macs: space.cost!(genotype).macs, acc: Math.round(rng.next() * 1e4) / 100 };
    });
    const csv = ['arch,macs,acc', ...rows.map(({ arch, macs, acc }) => `${arch},${macs},${acc}`)].join('\n');
    await page.setInputFiles('input[type=file]', { name: 'cells.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.waitForSelector('canvas[data-painted]');
    await page.locator('.front label', { hasText: 'macs' }).click();
    await page.locator('.front label', { hasText: 'acc' }).click();
    const front = frontOf([
      { values: rows.map(({ macs }) => macs), goal: 'min' },
      { values: rows.map(({ acc }) => acc), goal: 'max' },
    ]);
    await page.getByText(`${front.length} rows on the front`).waitFor();
    await page.getByRole('button', { name: 'Select them' }).click();
    await page.waitForSelector(`[data-selected="${front.length}"]`);
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save CSV' }).click()]);
    const saved = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n');
    expect(new Set(saved.slice(1))).toEqual(new Set(front.map((row) => csv.split('\n')[row + 1])));
    const box = (await page.locator('.point-plot canvas').boundingBox())!;
    await page.getByRole('radio', { name: 'Select' }).check();
    await page.mouse.move(box.x + 2, box.y + 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 2, box.y + box.height - 2, { steps: 3 });
    await page.mouse.up();
    await page.waitForSelector('[data-selected="400"]');
    const saveAs = async (kind: string): Promise<Buffer> => {
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: `Save ${kind}` }).click(),
      ]);
      expect(file.suggestedFilename()).toBe(`cells-selection.${kind.toLowerCase()}`);
      return readFileSync(await file.path());
    };
    const svg = (await saveAs('SVG')).toString();
    expect(svg.match(/<circle /g)).toHaveLength(400);
    const drawn = await page.evaluate(async (text) => {
      const picture = new Image();
      picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
      await picture.decode();
      return [picture.naturalWidth, picture.naturalHeight];
    }, svg);
    const png = await saveAs('PNG');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    // The same size, and the points are in it: a blank plot is a small file.
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual(drawn);
    expect(png.length).toBeGreaterThan(8000);
    await page.getByRole('button', { name: 'Show the correlations' }).click();
    await page.locator('.matrix').waitFor();
    expect(await page.locator('.matrix').textContent()).toContain('n = 400');
    expect(await page.locator('.cells svg').count()).toBe(12);
    expect(await seriousFaults(page)).toEqual([]);
    await page.setViewportSize({ width: 400, height: 800 });
    // Charts are drawn again a moment after the window changes.
    await expect.poll(() => isWiderThanScreen(page)).toBe(false);
    for (const [name, bytes, line] of [
      ['picture.csv', [0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0], 'PNG picture'],
      ['archive.csv', [0x50, 0x4b, 3, 4, 0, 0, 0, 0], 'zip'],
      ['journal.jsonl', [...Buffer.from('hello\nyou\n')], 'journal.jsonl line 1'],
      ['empty.csv', [], 'empty.csv'],
    ] as const) {
      await page.setInputFiles('input[type=file]', { name, mimeType: '', buffer: Buffer.from(bytes) });
      await page.locator('[role=alert]', { hasText: line }).waitFor();
      expect((await page.locator('[role=alert]').innerText()).split('\n')).toHaveLength(1);
    }
    await page.setInputFiles('input[type=file]', { name: 'words.csv', mimeType: '', buffer: Buffer.from('a,b\nx,y\n') });
    await page.getByText('words.csv: expected at least one column of numbers, got a, b').waitFor();
    await context.close();
  });

  it('works in a browser whose storage is full, and says that it will not open offline', async () => {
    const context = await site.browser.newContext();
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: new URL(site.address).origin, quotaSize: 20_000 });
    await page.goto(`${site.address}#bench/cell?space=nas-bench-101`);
    await page.getByText('This browser could not keep the site').waitFor();
    await page.getByText('among 1,000 cells drawn at random, always the same.').waitFor({ timeout: 60_000 });
    await devtools.send('Storage.overrideQuotaForOrigin', { origin: new URL(site.address).origin });
    await context.close();
  });

  it('opens offline after the first load', async () => {
    const context = await site.browser.newContext();
    const page = await context.newPage();
    await page.goto(`${site.address}#explore`);
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await context.setOffline(true);
    await page.goto(`${site.address}#bench`);
    await page.reload();
    await page.getByRole('heading', { name: 'Cell bench' }).waitFor();
    await page.waitForSelector('[data-shown]');
    expect(await page.getByRole('navigation', { name: 'Screens' }).textContent()).not.toContain('Runs');
    await context.close();
  });
});

describe.skipIf(chromium === undefined)(`a browser without WebGL${whereChromium}`, () => {
  it('draws fewer points, and says so', async () => {
    const plain = await openSite(['--disable-gpu', '--disable-3d-apis']);
    const page = await plain.browser.newPage();
    await page.goto(`${plain.address}#explore`);
    const csv = `a,b\n${Array.from({ length: 50_000 }, (_, i) => `${i},${(i * 7919) % 50_000}`).join('\n')}\n`;
    await page.setInputFiles('input[type=file]', { name: 'many.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
    await page.getByText('This browser has no WebGL: 16,667 of 50,000 points are drawn').waitFor();
    await page.getByRole('button', { name: 'Select what is shown' }).click();
    await page.waitForSelector('[data-selected="50000"]');
    await plain.close();
  });
});
