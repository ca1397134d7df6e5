/** A device of the user's in limits: `fits` means it in searches, scorings and shrinking. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boundText, limitBounds } from '../src/engine/limits/limit-bounds.js';
import { openScoring, openSearch } from '../src/platform/node/index.js';
import { scratchFolder } from './assay.js';

const large = '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|';
const small = '|skip_connect~0|+|none~0|skip_connect~1|+|skip_connect~0|none~1|none~2|';

function file(content: unknown): string {
  const path = join(scratchFolder(), 'mine.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('a device in limits', () => {
  it('is what fits means where architectures are scored and searched', async () => {
    const device = file({ title: 'my board', flashBytes: 400_000, ramBytes: 70_000 });
    const scoring = await openScoring({
      architectures: [large, small],
      space: 'nas-bench-201',
      proxies: ['sed'],
      where: 'fits>0',
      chip: device,
      workers: 0,
    });
    const { rows } = await scoring.run();
    expect(rows.map(({ costs }) => costs.limits?.isKept)).toEqual([false, true]);
    const search = await openSearch({
      space: 'nas-bench-201',
      proxies: ['sed'],
      where: 'fits>0 and fits:bits=16<1',
      chip: device,
      searcher: 'random',
      budget: 12,
      workers: 0,
    });
    const { outcome } = await search.run();
    expect(outcome.candidates.length).toBeGreaterThan(0);
    expect([...outcome.candidates]).not.toContain(large);
  });

  it('is met by what fits where fits stands alone, and refused where no device is named', async () => {
    const chip = { id: 'mine', title: 'mine', flashBytes: 400_000, ramBytes: 70_000 };
    const request = { architectures: [large, small], space: 'nas-bench-201', proxies: ['sed'], workers: 0 };
    for (const [where, kept] of [
      ['fits', [false, true]],
      ['not fits', [true, false]],
      ['(fits) and params > 0', [false, true]],
      ['fits:device=stm32h743 and not fits', [true, false]],
    ] as const) {
      const { rows } = await (await openScoring({ ...request, where, chip })).run();
      expect([where, rows.map(({ costs }) => costs.limits?.isKept)]).toEqual([where, kept]);
    }
    const missing = 'expected a small device, which fits needs, got none (give `chip`, or name the device: fits:device=';
    for (const where of ['fits', 'fits == 1', 'fits:bits=16'])
      await expect(openScoring({ ...request, where })).rejects.toThrow(`where: ${missing}`);
    await expect(openScoring({ ...request, objectives: ['score', 'fits'] })).rejects.toThrow(`objectives: ${missing}`);
    await expect(
      openSearch({ space: 'nas-bench-201', proxies: ['sed'], where: 'fits', searcher: 'random', budget: 4, workers: 0 }),
    ).rejects.toThrow(`where: ${missing}`);
    expect(limitBounds('fits and params<4e6').map(boundText)).toEqual(['fits == 1', 'params < 4,000,000']);
  });

  it('may still be another one, by its name', async () => {
    const device = { id: 'mine', title: 'mine', flashBytes: 10, ramBytes: 10 };
    const scoring = await openScoring({
      architectures: [small],
      space: 'nas-bench-201',
      proxies: ['sed'],
      where: 'fits<1 and fits:device=stm32h743>0',
      chip: device,
      workers: 0,
    });
    const { rows } = await scoring.run();
    expect(rows[0].costs.limits?.isKept).toBe(true);
  });

  it.each([
    ['stm32f747', 'chip: expected a known device, got "stm32f747" (did you mean "stm32f746"?)'],
    ['./nothing.json', './nothing.json: expected a readable file'],
  ])('named %s is refused in one line', async (device, message) => {
    await expect(openSearch({ space: 'nas-bench-201', proxies: ['sed'], chip: device, workers: 0 })).rejects.toThrow(message);
  });
});
