/** Networks on WebGPU in the page of the studio: Chromium's SwiftShader stands for a card. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createArchBuilder, squareConv, squareWindow } from '../../src/arch/build.js';
import type { Architecture } from '../../src/arch/types.js';
import { createLocalHost } from '../../src/engine/local-host.js';
import { writeOnnx } from '../../src/onnx/write.js';
import { openOrtEngine } from '../../src/platform/node/devices/ort-engine.js';
import { openScoring } from '../../src/search/scoring/open-scoring.js';
import { chromium, whereChromium } from '../browser/chromium.js';
import { openSite, type ServedSite } from '../browser/studio-site.js';

/** Convolutions, norms, a pool and a skip: a software adapter compiles for seconds what each more takes (test/card.conformance has every operator). */
function small(channels: number): Architecture {
  const b = createArchBuilder();
  const norm = (x: string): string => b.add('batchNorm', [x], { eps: 1e-5, affine: true });
  const stem = norm(b.add('conv', [b.input('image', [1, 3, 8, 8])], squareConv(channels, 3)));
  const first = norm(b.add('conv', [b.add('relu', [stem], {})], squareConv(channels, 3)));
  const pooled = b.add('avgPool', [stem], { ...squareWindow(3, 1, 1), ceil: false, countPadding: false });
  const x = b.add('relu', [b.add('add', [first, pooled], {})], {});
  const features = b.add('flatten', [b.add('globalAvgPool', [x], {})], { axis: 1 });
  return b.finish([b.add('linear', [features], { outFeatures: 10, bias: true })]);
}

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
    const networks = [4, 6].map(small);
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
