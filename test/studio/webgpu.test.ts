/** Networks on WebGPU in the page of the studio: Chromium's SwiftShader stands for a card. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../src/core/rng.js';
import { createLocalHost } from '../../src/engine/local-host.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { openOrtEngine } from '../../src/platform/node/devices/ort-engine.js';
import { openScoring } from '../../src/search/scoring/open-scoring.js';
import { openSpace } from '../../src/spaces/index.js';
import { chromium, whereChromium } from '../browser/chromium.js';
import { openSite, type ServedSite } from '../browser/studio-site.js';

describe.skipIf(chromium === undefined)(`networks on a graphics card in the page${whereChromium}`, () => {
  let site: ServedSite;
  beforeAll(async () => {
    site = await openSite(['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader']);
  });
  afterAll(async () => await site.close());

  it('score as on the processor, to the accuracy of float32', async ({ skip }) => {
    const page = await site.browser.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(`${site.address}#bench/models`);
    const hasCard = await page.evaluate(
      async () =>
        ((await (navigator as { gpu?: { requestAdapter(): Promise<unknown> } }).gpu?.requestAdapter()) ?? null) !== null,
    );
    if (!hasCard) {
      process.stderr.write('note: this Chromium has no WebGPU: the test of networks on a card in the page is skipped\n');
      skip();
    }
    const space = openSpace('nas-bench-201:C=4:N=1:size=8');
    const rng = createRng(2, 'studio models');
    const networks = [0, 1].map(() => space.build(space.sample(rng)));
    const names = ['a.onnx', 'b.onnx'];
    await page.setInputFiles(
      'input[type=file]',
      await Promise.all(
        networks.map(async (network, i) => ({
          name: names[i]!,
          mimeType: '',
          buffer: Buffer.from(await writeOnnx(network, { weights: () => 0.1 })),
        })),
      ),
    );
    await page.waitForSelector('[data-ranked="2"]');
    await page.getByText('Score with runs of the networks').click();
    await page.getByRole('radio', { name: 'the graphics card' }).check();
    await page.getByRole('checkbox', { name: 'naswot', exact: true }).uncheck();
    await page.getByRole('button', { name: 'Run and rank' }).click();
    await page.waitForSelector('[data-proxy="zen"][data-value]', { timeout: 120_000 });
    const items = networks.map((candidate, i) => ({ where: names[i]!, ok: true as const, candidate, name: names[i]! }));
    const host = createLocalHost({ engine: await openOrtEngine('wasm') });
    const proxies = ['zen'];
    const ran = (await (await openScoring({ architectures: items, proxies }, host)).run()).ranked();
    for (const proxy of proxies) {
      const shown = await page
        .locator(`[data-proxy="${proxy}"]`)
        .evaluateAll((cells) => cells.map((cell) => Number(cell.getAttribute('data-value') ?? NaN)));
      ran.forEach(({ evaluation }, i) => {
        const score = evaluation.scores[proxy]!;
        if (!score.ok) expect(shown[i], proxy).toBeNaN();
        else expect(Math.abs((shown[i] ?? NaN) / score.value - 1), `${proxy} ${shown[i]} ${score.value}`).toBeLessThan(1e-3);
      });
    }
    expect(faults).toEqual([]);
    await page.close();
  }, 150_000);
});
