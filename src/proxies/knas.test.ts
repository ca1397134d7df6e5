import { describe, expect, it } from 'vitest';
import { createRng } from '../core/rng.js';
import { knas } from './knas.js';

describe('KNAS', () => {
  it('adds up the inner products of two centred halves of each column', () => {
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
