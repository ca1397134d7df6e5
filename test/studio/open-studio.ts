/** The studio for tests: a folder of runs, the server, and Debian's Chromium where it is installed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium as driver, type Browser, type Page } from 'playwright-core';
import { serveStudio, type StudioServer } from '../../src/platform/node/studio/serve-studio.js';
import { chromium, whereChromium } from '../browser/chromium.js';

/** A studio on a folder of its own, and pages on it. */
export interface OpenedStudio {
  readonly folder: string;
  readonly server: StudioServer;
  /** A page on a screen: `runs`, `search`. Errors of the page fail the test that asks `problems`. */
  page(screen: string, options?: { readonly width?: number; readonly dark?: boolean }): Promise<Page>;
  /** What went wrong in pages so far. */
  problems(): readonly string[];
  close(): Promise<void>;
}

/** Whether pages can be opened here. */
export const canBrowse = chromium !== undefined;
if (!canBrowse) process.stderr.write(`note: no Chromium (${whereChromium}): the tests of the studio's page are skipped\n`);

/** A page of a browser of its own, by its address. */
export async function openPage(url: string): Promise<{ readonly page: Page; close(): Promise<void> }> {
  const browser = await launch();
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  await page.goto(url);
  return { page, close: async () => await browser.close() };
}

const launch = async (): Promise<Browser> =>
  await driver.launch({
    executablePath: execFileSync('which', [chromium ?? ''], { encoding: 'utf8' }).trim(),
    args: ['--no-sandbox'],
  });

/** Opens the studio; the browser starts with the first page. @param spaces files of spaces of a user. */
export async function openStudio(spaces: readonly string[] = []): Promise<OpenedStudio> {
  const folder = mkdtempSync(join(tmpdir(), 'assay-studio-'));
  const server = await serveStudio({ folder, spaces });
  const problems: string[] = [];
  let browser: Browser | undefined;
  return {
    folder,
    server,
    async page(screen, { width = 1280, dark = false } = {}) {
      browser ??= await launch();
      const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: dark ? 'dark' : 'light' });
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      await page.goto(`${server.url}&to=${screen}`);
      return page;
    },
    problems: () => problems,
    async close() {
      await browser?.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
