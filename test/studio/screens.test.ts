/** The screens Runs, Search and Papers in a real browser, by what a user does there. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectedFigures, findPaper } from '../../src/reproduce/run-paper.js';
import { runWriter } from '../../src/platform/node/run-folder/run-lock.js';
import { whereChromium } from '../browser/chromium.js';
import { canBrowse, openStudio, type OpenedStudio } from './open-studio.js';
import { searchJournal } from './search-journal.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Serious faults that axe finds in what is shown, one line each. */
async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return await page.evaluate(async () => {
    const { violations } = await (window as never as { axe: { run(): Promise<{ violations: Fault[] }> } }).axe.run();
    interface Fault {
      readonly id: string;
      readonly impact: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
    }
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)} ${nodes[0]?.failureSummary.slice(0, 200)}`);
  });
}

/** Pixels by which the page is wider than the window: only tables and plots may scroll, within themselves. */
async function overflow(page: Page): Promise<number> {
  return await page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth));
}

describe.skipIf(!canBrowse)(`the studio in a browser${whereChromium}`, () => {
  let studio: OpenedStudio;

  beforeAll(async () => {
    studio = await openStudio([fileURLToPath(new URL('../../examples/chain-space.mjs', import.meta.url))]);
    const put = (name: string, journal: string): void => {
      mkdirSync(join(studio.folder, name));
      writeFileSync(join(studio.folder, name, 'journal.jsonl'), journal);
    };
    put('one', await searchJournal({ seed: 1 }));
    put(
      'two',
      (await searchJournal({ seed: 2, objectives: ['score', 'macs'], searcher: 'evolution:population=20' })).slice(0, -30),
    );
    put('later', (await searchJournal({ budget: 5 })).replace('"version":1', '"version":9'));
    const figures = expectedFigures(findPaper('sed')).map(({ reason: _, ...figure }, i) => ({
      ...figure,
      measured: figure.published === null ? null : figure.published + (i === 0 ? 0.2 : 0),
      isWithin: figure.published === null ? null : i !== 0,
      n: 15_625,
      seeds: 1,
    }));
    writeFileSync(join(studio.folder, 'sed.jsonl'), figures.map((figure) => `${JSON.stringify(figure)}\n`).join(''));
  });
  afterAll(async () => await studio.close());

  it('lists runs with their states, sorts them, and takes the token out of the address', async () => {
    const page = await studio.page('runs');
    await page.getByText('3 runs: ').waitFor();
    expect(page.url()).not.toContain('token');
    expect(await page.locator('.lead').innerText()).toMatch(/1 finished/);
    await page.getByText('written by a later Assay').waitFor();
    const names = (): Promise<string[]> => page.locator('tbody td:nth-child(2)').allInnerTexts();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    expect(await names()).toEqual(['later', 'one', 'two']);
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    expect(await names()).toEqual(['two', 'one', 'later']);
    await page.getByRole('button', { name: 'Go on with two' }).waitFor();
    expect(await faults(page)).toEqual([]);
    await page.close();
  });

  it('says of a run without a line that it cannot go on, and does not offer its points', async () => {
    const folder = join(studio.folder, 'bare');
    mkdirSync(folder);
    writeFileSync(join(folder, 'journal.jsonl'), '');
    const page = await studio.page('runs');
    const row = page.locator('tbody tr', { hasText: 'bare' });
    expect(await row.locator('.hint').innerText()).toBe('it has no journal to continue');
    await page.getByRole('link', { name: 'Explore' }).click();
    expect(await page.locator('option', { hasText: 'bare' }).isDisabled()).toBe(true);
    expect(await page.locator('option', { hasText: 'one (' }).isDisabled()).toBe(false);
    await page.close();
    rmSync(folder, { recursive: true });
  });

  it('shows a run with its answer, plots that light up with the table, and strings to copy', async () => {
    const page = await studio.page('runs/one');
    await page.getByText('The best has').waitFor();
    expect(await page.locator('figure.plot canvas').count()).toBeGreaterThanOrEqual(3);
    const row = page.locator('#best tbody tr').nth(1);
    // The plots hear of the table when they are drawn: the pointer comes again until then.
    const rings = async (): Promise<number> => {
      await page.mouse.move(0, 0);
      await row.hover();
      return page.locator('.ring:not([hidden])').count();
    };
    await expect.poll(rings, { timeout: 5000 }).toBeGreaterThanOrEqual(2);
    await expect.poll(() => row.getAttribute('class')).toBe('lit');
    await page.locator('#best .sort', { hasText: 'MACs' }).click();
    expect(await page.locator('#best th[aria-sort]').innerText()).toContain('MACs');
    await page
      .context()
      .grantPermissions(['clipboard-read', 'clipboard-write'], { origin: `http://127.0.0.1:${studio.server.port}` });
    await page.locator('.winner .copy').first().click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^\|.*\|$/);
    expect(await faults(page)).toEqual([]);
    await page.close();
  });

  it('lays runs over each other, and says what differs', async () => {
    const page = await studio.page('runs');
    await page.getByLabel('Compare one').check();
    await page.getByLabel('Compare two').check();
    await page.getByRole('button', { name: 'Compare 2 runs' }).click();
    await page.getByText('found the best').waitFor();
    expect(await page.locator('.over svg').count()).toBe(2);
    const settings = await page.getByRole('region', { name: 'Settings that differ' }).innerText();
    expect(settings).toMatch(/seed[\s\S]*objectives/);
    expect(await faults(page)).toEqual([]);
    await page.close();
  });

  it('shows the limits of a run as lines, and joins it with a table of accuracies', async () => {
    mkdirSync(join(studio.folder, 'limited'));
    const journal = await searchJournal({ seed: 3, where: 'macs<120e6 and params<1e6' });
    writeFileSync(join(studio.folder, 'limited', 'journal.jsonl'), journal);
    const page = await studio.page('explore/limited');
    await page.waitForSelector('canvas[data-painted]');
    await page.getByText('The run’s limits are dashed lines: macs < 120,000,000, params < 1,000,000.').waitFor();
    await page.getByLabel('Across').selectOption('macs');
    await page.locator('.axes .limit', { hasText: 'macs < 120,000,000' }).waitFor();
    const cells = [...journal.matchAll(/"candidate":"([^"]+)"/g)].map(([, cell]) => cell ?? '');
    const known = cells.slice(0, 20).map((cell, i) => `${cell},${50 + i}`);
    await page
      .locator('input[type=file]')
      .nth(1)
      .setInputFiles({ name: 'known.csv', mimeType: '', buffer: Buffer.from(`arch,accuracy\n${known.join('\n')}\n`) });
    await page.waitForSelector('[data-joined]');
    expect(await page.locator('[data-joined]').innerText()).toMatch(
      /^known\.csv knows \d+ of the \d+ rows; it added accuracy\.$/,
    );
    expect(await page.getByLabel('Up').inputValue()).toBe('accuracy');
    expect(await page.getByLabel('Across').inputValue()).toBe('sed');
    await page.waitForSelector('canvas[data-painted]');
    await page
      .locator('input[type=file]')
      .nth(1)
      .setInputFiles({ name: 'other.csv', mimeType: '', buffer: Buffer.from('name,acc\nx,1\n') });
    await page.locator('[role=alert]', { hasText: 'other.csv: expected a column with architectures of nas-bench-201' }).waitFor();
    expect(await page.locator('[data-joined]').count()).toBe(1);
    expect(await faults(page)).toEqual([]);
    await page.goto(`${page.url().split('#')[0]}#runs?over=one&over=limited`);
    await page.getByText(/MACs < 120.M \(limited\)/).waitFor();
    expect(studio.problems()).toEqual([]);
    await page.close();
  });

  it('checks a search as it is typed, with the caret where a limit breaks, and starts it', async () => {
    const page = await studio.page('search');
    await page.getByText('15,625 architectures, judged by field, sed').waitFor();
    await page.getByLabel('Limits').fill('params<4e6 and mcs<600');
    await page.getByText('did you mean "macs"?').waitFor();
    expect(await page.locator('.fault').innerText()).toContain('\n  params<4e6 and mcs<600\n                 ^');
    expect(await page.getByRole('button', { name: 'Start the search' }).isDisabled()).toBe(true);
    await page.getByLabel('Limits').fill('macs<100e6');
    await page.getByLabel('proxies that I choose').check();
    await page.getByLabel('Find a proxy').fill('sed');
    await page.getByRole('checkbox', { name: 'sed' }).check();
    await page.getByLabel('Searcher', { exact: true }).selectOption('random');
    await page.getByLabel('Budget').fill('40');
    await page.getByLabel('Name of the run').fill('mine');
    await page.getByText('judged by sed (rank-sum), proposed by random, at most 40 evaluations').waitFor();
    expect(await page.locator('.asked code').innerText()).toBe(
      "assay search nas-bench-201 --proxy sed --searcher random --budget 40 --where 'macs<100e6'",
    );
    expect(await faults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Start the search' }).click();
    await page.getByRole('heading', { name: 'mine' }).waitFor();
    // Live, until it ends.
    await page.locator('.status .state.finished').waitFor({ timeout: 60_000 });
    await page.getByText('The best has').waitFor();
    await page.close();
  });

  it('shows that a run has died, and goes on with it', async () => {
    const page = await studio.page('search');
    await page.getByLabel('Searcher', { exact: true }).selectOption('random');
    await page.getByLabel('Budget').fill('20000');
    await page.getByLabel('proxies that I choose').check();
    await page.getByLabel('Find a proxy').fill('epsilon');
    await page.getByRole('checkbox', { name: 'epsilon' }).check();
    await page.getByLabel('Name of the run').fill('dying');
    await page.getByText('judged by epsilon (rank-sum), proposed by random').waitFor();
    await page.getByRole('button', { name: 'Start the search' }).click();
    await page.getByText('The best has').waitFor({ timeout: 60_000 });
    const writer = runWriter(join(studio.folder, 'dying'));
    process.kill(writer?.pid ?? NaN, 'SIGKILL');
    await page.locator('.status .state.interrupted').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Go on with dying' }).click();
    await page.getByRole('button', { name: 'Stop dying' }).click({ timeout: 60_000 });
    await page.locator('.status .state.interrupted').waitFor({ timeout: 60_000 });
    await page.close();
  }, 180_000);

  it('searches a space of the user, and shows its run', async () => {
    const page = await studio.page('search');
    await page.getByLabel('Search space').selectOption('chain-space.mjs');
    await page.getByText('judged by').waitFor();
    expect(await page.locator('.asked code').innerText()).toMatch(/^assay search \S*examples\/chain-space\.mjs$/);
    await page.getByLabel('Searcher', { exact: true }).selectOption('random');
    await page.getByLabel('Budget').fill('10');
    await page.getByLabel('Name of the run').fill('own');
    await page.getByText('proposed by random, at most').waitFor();
    await page.getByRole('button', { name: 'Start the search' }).click();
    await page.locator('.status .state.finished').waitFor({ timeout: 60_000 });
    await page.getByText('The best has').waitFor();
    expect(await page.locator('#best tbody tr').count()).toBeGreaterThan(2);
    await page.close();
  });

  it('puts published numbers and ours side by side', async () => {
    const page = await studio.page('papers');
    await page.getByText('8 of 9 numbers lie within their tolerance').waitFor();
    await page.getByRole('link', { name: 'sed', exact: true }).click();
    await page.getByText('8 of 9 numbers from the specification').waitFor();
    expect(await page.locator('tr.outside').innerText()).toContain('NOT within 0.005');
    expect(await page.locator('.experiment svg').count()).toBe(2);
    expect(await faults(page)).toEqual([]);
    await page.goto(`${page.url().split('#')[0]}#papers/zico`);
    await page.getByText('none of them computed here yet').waitFor();
    expect(await page.locator('.copyable code').first().innerText()).toBe(
      `assay reproduce zico --tables data --json > ${studio.folder}/zico.jsonl`,
    );
    await page.getByText('In the place of data, name your folder of tables: it holds nb201.csv.gz.').waitFor();
    await page.close();
  });

  it('fits 400 pixels and 4k, dark and light', async () => {
    for (const [width, dark] of [
      [400, true],
      [3840, false],
    ] as const) {
      const page = await studio.page('runs', { width, dark });
      for (const screen of ['runs', 'runs/one', 'runs?over=one&over=two', 'search', 'papers', 'papers/sed']) {
        await page.evaluate((hash) => (location.hash = hash), screen);
        await page.locator('main h1').first().waitFor();
        await page
          .locator(screen === 'runs/one' ? '.report canvas' : '.lead, .answer, .hint')
          .first()
          .waitFor();
        expect([screen, width, await overflow(page)]).toEqual([screen, width, 0]);
        if (dark) expect([screen, await faults(page)]).toEqual([screen, []]);
      }
      await page.close();
    }
  });

  it('is used by the keyboard alone', async () => {
    const page = await studio.page('runs');
    await page.getByText(/^[3-7] runs/).waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the content');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Shift+Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Papers');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Papers' }).waitFor();
    await page.close();
  });

  it('says so when the server is gone, and nothing failed before', async () => {
    expect(studio.problems()).toEqual([]);
    const page = await studio.page('runs');
    await page.getByText('runs: ').waitFor();
    await studio.server.close();
    await page.getByText('does not answer').waitFor();
    await page.close();
  });

  it('asks for the address with the token where a tab has none, and keeps it without storage', async () => {
    const other = await openStudio();
    const page = await other.page('runs');
    const full = (await page.context().browser()?.newPage()) ?? page;
    await full.addInitScript(() => {
      Storage.prototype.setItem = () => {
        throw new DOMException('full', 'QuotaExceededError');
      };
    });
    await full.goto(`${other.server.url}&to=runs`);
    await full.getByText('There is no run in this folder yet').waitFor();
    await page.evaluate(() => sessionStorage.clear());
    await page.reload();
    await page.getByText('This tab has no token').waitFor();
    await other.close();
  });
});
