import { gunzipSync } from 'node:zlib';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scratchFolder } from './assay.js';
import { readReference } from './reference-values.js';
import { sharedAssay } from './shared-assay.js';
import { describeShared, sharedPath } from './shared.js';

describeShared('reference/tiny.json', 'the reference values from the command line', () => {
  it('are printed for --init reference, digit by digit', () => {
    const {
      config: { C, N, B },
      cells,
    } = readReference('tiny') as NonNullable<ReturnType<typeof readReference>>;
    const folder = scratchFolder();
    const images = join(folder, 'images.bin');
    writeFileSync(images, gunzipSync(readFileSync(sharedPath('data', 'images', 'cifar10_train_0-1023.bin.gz') as string)));
    const cell = cells.find(({ label }) => label === 'mixed with avg_pool');
    if (cell === undefined) throw new Error('the reference has no mixed cell');
    const proxies = ['epads', 'naswot:pass=own', 'swap:pass=own', 'zen', 'synflow'];
    const { code, out } = sharedAssay([
      'score',
      cell.arch,
      '--space',
      `nas-bench-201:C=${C}:N=${N}`,
      '--init',
      'reference',
      '--batch',
      String(B),
      '--data',
      `cifar10:${images}`,
      '--proxy',
      proxies.join(','),
      '--json',
    ]);
    expect(code).toBe(0);
    const { scores } = JSON.parse(out) as { scores: { [proxy: string]: { value: number } } };
    const { epads, naswot, swap, zen, synflow } = cell.values;
    const wanted = [epads.value, naswot.value, swap.S16, zen.value, synflow.value] as number[];
    proxies.forEach((proxy, i) => expect(Math.abs(scores[proxy].value / wanted[i] - 1), proxy).toBeLessThan(1e-4));
    expect(scores['swap:pass=own'].value).toBe(swap.S16);
  });
});
