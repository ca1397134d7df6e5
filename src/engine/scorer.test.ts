import { describe, expect, it } from 'vitest';
import { createScorer } from './scorer.js';

const cell = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|avg_pool_3x3~2|';
const plan = { proxies: ['epsilon'], batch: 4, space: 'nas-bench-201:C=4:N=1' };

describe('unknown fields of a scorer', () => {
  it('are refused with the nearest', () => {
    expect(() => createScorer({ proxies: ['sed'], bach: 3 } as never)).toThrow(
      'bach: expected a parameter of createScorer, got "bach" (did you mean "batch"?)',
    );
    expect(() => createScorer({ proxies: ['sed'] }, { image: [] } as never)).toThrow('did you mean "images"?');
  });
});

describe('a scorer', () => {
  it('reads the given images, and no others if they do not fit', async () => {
    const shape = [3, 32, 32];
    const images = (count: number): { count: number; shape: number[]; values: Float32Array } => ({
      count,
      shape,
      values: Float32Array.from({ length: count * 3072 }, (_, i) => ((i * 37) % 101) / 101),
    });
    const { scores } = await createScorer(plan, { images: [images(4)] }).score(cell);
    const { scores: ramp } = await createScorer(plan).score(cell);
    expect([scores['epsilon'].ok, ramp['epsilon'].ok]).toEqual([true, true]);
    expect(scores['epsilon']).not.toEqual(ramp['epsilon']);
    const { scores: missing } = await createScorer(plan, { images: [images(8)] }).score(cell);
    expect(missing['epsilon']).toMatchObject({
      ok: false,
      reason: expect.stringContaining('expected 4 images of 3x32x32, got 8 of 3x32x32'),
    });
  });
});
