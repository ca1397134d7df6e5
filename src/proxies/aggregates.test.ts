import { describe, expect, it } from 'vitest';
import { createRng } from '../core/rng.js';
import { chooseCombination } from '../engine/combination.js';
import { resolvePlan, completePlan } from '../engine/plan.js';
import { registry } from '../engine/built-in.js';
import { proxyTextsOf } from '../engine/values.js';
import { aggregates } from './aggregates.js';

describe('a published aggregate', () => {
  it.each(aggregates)('$id stands for its proxies and its combination', ({ id, proxies, combine }) => {
    const plan = completePlan({ space: 'nas-bench-201', proxies: proxyTextsOf([id]) });
    expect(plan.proxies).toEqual(proxies);
    expect(chooseCombination(undefined, resolvePlan(plan, registry))).toBe(combine);
  });

  it('is refused beside other proxies, whose ranks it would mix with', () => {
    expect(() => proxyTextsOf(['sed', 'aznas'])).toThrow('expected "aznas" alone, because it ranks by a combination of its own');
  });

  it('is suggested for a slip of the keyboard', () => {
    expect(() => resolvePlan(completePlan({ proxies: ['aznass'] }), registry)).toThrow('did you mean "aznas"');
  });
});

describe('KNAS', () => {
  it('adds up the inner products of two centred halves of each column', async () => {
    const { knas } = await import('./knas.js');
    const rng = createRng(0, 'knas');
    const batch = 6;
    const values = Float32Array.from({ length: batch * 50 }, () => rng.next() - 0.5);
    let expected = 0;
    for (let column = 0; column < 50; column++) {
      const own = Array.from({ length: batch }, (_, row) => values[row * 50 + column]);
      const mean = (from: number): number => (own[from] + own[from + 1] + own[from + 2]) / 3;
      for (let row = 0; row < 3; row++) expected += ((own[row] - mean(0)) * (own[row + 3] - mean(3))) / 2500;
    }
    const tap = { node: 'conv', source: 'conv', shape: [batch, 8, 4, 4], reaches: true, live: true, values };
    const evidence = { get: () => ({ ok: true, value: { taps: [tap] } }) } as never;
    expect(knas.score(evidence, {} as never, {})).toMatchObject({ ok: true, value: expect.closeTo(expected, 6) });
  });
});
