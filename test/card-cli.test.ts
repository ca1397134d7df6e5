/** `--device` as a user gives it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from './assay.js';
import { hasCard } from './card.js';
import { sharedAssay } from './shared-assay.js';

const cell = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';
const space = 'nas-bench-201:C=2:N=1:size=8';

describe('--device', () => {
  it('takes known devices only', () => {
    expect(sharedAssay(['score', cell, '--device', 'gpu'])).toMatchObject({
      code: 1,
      err: 'assay: --device: expected what runs networks: cpu, webgpu, cuda, got "gpu"\n',
    });
  });

  it('is a small device in show, and what runs networks elsewhere: each names the other in one line', () => {
    expect(sharedAssay(['score', cell, '--device', 'stm32f746'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /^assay: --device: expected what runs networks: cpu, .* \(.*assay show model\.onnx --device stm32f746; .*--chip stm32f746.*\)\n$/,
      ) as string,
    });
    expect(sharedAssay(['show', cell, '--device', 'webgpu'])).toMatchObject({
      code: 1,
      err: expect.stringMatching(
        /^assay: --device: expected a small device .* got webgpu, which runs networks \(.*assay score '.*' --proxy naswot --device webgpu\)\n$/,
      ) as string,
    });
    expect(sharedAssay(['score', cell, '--chip', 'cuda', '--where', 'fits>0']).err).toContain('--chip: expected a small device');
  });

  it('says where nothing runs on it', () => {
    expect(sharedAssay(['score', cell, '--proxy', 'sed,params', '--device', 'webgpu'])).toMatchObject({
      code: 0,
      err: 'device webgpu: not used: sed,params: computed by the processor\n',
    });
  });

  it('is in the journal of a card, and not in that of the processor', () => {
    const folder = scratchFolder();
    const header = (name: string): { readonly settings: { readonly plan: object } } =>
      JSON.parse(
        readFileSync(join(folder, name, 'journal.jsonl'), 'utf8')
          .split('\n', 1)
          .join(),
      ) as never;
    // Nothing is run for these, so that the card need not be here.
    for (const [name, device] of [
      ['processor', 'cpu'],
      ['card', 'cuda'],
    ] as const)
      expect(sharedAssay(['score', cell, '--proxy', 'sed', '--device', device, '--out', name], { cwd: folder }).code).toBe(0);
    expect(sharedAssay(['score', cell, '--proxy', 'sed', '--out', 'plain'], { cwd: folder }).code).toBe(0);
    expect(header('card').settings.plan).toMatchObject({ device: 'cuda' });
    expect(readFileSync(join(folder, 'processor', 'journal.jsonl'))).toEqual(
      readFileSync(join(folder, 'plain', 'journal.jsonl')),
    );
    expect(sharedAssay(['score', cell, '--proxy', 'sed', '--resume', 'card'], { cwd: folder })).toMatchObject({
      code: 1,
      err: expect.stringContaining('expected device cuda, as in the journal of that run, got device cpu') as string,
    });
  });

  it.skipIf(process.env.ASSAY_CUDA !== undefined)("says how to get what it needs, where that isn't here", () => {
    const { code, err } = sharedAssay(['score', cell, '--proxy', 'naswot', '--device', 'cuda']);
    expect(code).toBe(1);
    expect(err).toMatch(/^assay: --device: expected .*\n$/);
  });

  it.skipIf(!hasCard)('scores on the card what the processor scores', () => {
    const scores = (...more: string[]): { readonly [proxy: string]: { readonly value: number } } => {
      const { out } = sharedAssay(['score', cell, '--space', space, '--batch', '4', '--proxy', 'epads', '--json', ...more]);
      return (JSON.parse(out) as { readonly scores: never }).scores;
    };
    const [own, expected] = [scores('--device', 'webgpu'), scores()];
    expect(own.epads.value / expected.epads.value).toBeCloseTo(1, 3);
  });

  it('is listed by doctor', () => {
    const lines = sharedAssay(['doctor']).out;
    expect(lines).toMatch(/^(✓ webgpu +ready|– webgpu +not here)/m);
    expect(lines).toMatch(/^(✓ cuda +ready|– cuda +not here)/m);
  });
});
