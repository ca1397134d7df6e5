/** A report on a narrow screen, in Chromium where it is installed. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { renderReport } from '../src/report/render-report.js';
import { whereChromium } from './browser/chromium.js';
import { sampleReport } from './sample-report.js';
import { canBrowse, openPage } from './studio/open-studio.js';

it.skipIf(!canBrowse)(`keeps the rows of a table low beside many columns, on a narrow screen too${whereChromium}`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-report-'));
  const names = ['sed conv', 'sed pool', 'sed skip', 'field rank', 'field last', 'field macs', 'field spatial', 'field gradient'];
  const data = sampleReport(12);
  const effects = names.map((name, i) => ({ name, effect: 1 - i }));
  writeFileSync(join(folder, 'report.html'), renderReport({ ...data, best: data.best.map((row) => ({ ...row, effects })) }));
  const { page, close } = await openPage(pathToFileURL(join(folder, 'report.html')).href);
  try {
    await page.setViewportSize({ width: 420, height: 900 });
    const heights = await page
      .locator('#effects tbody tr')
      .evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
    expect(heights).toHaveLength(10);
    expect(Math.max(...heights)).toBeLessThan(100);
  } finally {
    await close();
    rmSync(folder, { recursive: true });
  }
});
