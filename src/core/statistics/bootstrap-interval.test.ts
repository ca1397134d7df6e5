import { describe, expect, it } from 'vitest';
import { createRng } from '../rng.js';
import { bootstrapInterval, spearman } from './index.js';

const rng = createRng(7, 'data');
const x = Array.from({ length: 200 }, () => rng.normal());
const y = x.map((v) => v + rng.normal());
const statistic = (rows: Uint32Array): number | null =>
  spearman(
    Array.from(rows, (i) => x[i]),
    Array.from(rows, (i) => y[i]),
  );

const rarely = (rows: Uint32Array): number | null => (rows[0] === rows[1] ? null : rows[0]);

describe('bootstrapInterval', () => {
  it('holds the statistic of the sample and depends on seed and purpose only', () => {
    const options = { seed: 1, purpose: 'test', resamples: 300 };
    const interval = bootstrapInterval(200, statistic, options);
    const value = spearman(x, y) as number;
    expect(interval?.low).toBeLessThan(value);
    expect(interval?.high).toBeGreaterThan(value);
    expect(bootstrapInterval(200, statistic, options)).toEqual(interval);
    expect(bootstrapInterval(200, statistic, { ...options, seed: 2 })).not.toEqual(interval);
    expect(bootstrapInterval(200, statistic, { ...options, purpose: 'other' })).not.toEqual(interval);
  });

  it('is as wide as theory says for a mean: 2 x 1.96 standard errors', () => {
    const mean = (rows: Uint32Array): number => rows.reduce((sum, i) => sum + x[i], 0) / rows.length;
    const interval = bootstrapInterval(200, mean, { seed: 3, purpose: 'mean', resamples: 4000 });
    const centre = x.reduce((sum, v) => sum + v, 0) / 200;
    const deviation = Math.sqrt(x.reduce((sum, v) => sum + (v - centre) ** 2, 0) / 200);
    const width = (2 * 1.96 * deviation) / Math.sqrt(200);
    expect(((interval?.high ?? 0) - (interval?.low ?? 0)) / width).toBeCloseTo(1, 1);
  });

  it('counts the resamples in which the statistic exists', () => {
    const interval = bootstrapInterval(2, rarely, { seed: 1, purpose: 'test', resamples: 100 });
    expect(interval?.resamples).toBeGreaterThan(20);
    expect(interval?.resamples).toBeLessThan(80);
    expect(bootstrapInterval(2, () => null, { seed: 1, purpose: 'test', resamples: 5 })).toBeNull();
  });
});
