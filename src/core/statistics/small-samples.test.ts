import { describe, expect, it } from 'vitest';
import { createRng } from '../rng.js';
import { kendallInterval, kendallTauB, pairsToTell, partialSpearman, spearman } from './index.js';

describe('kendallInterval', () => {
  it('holds the true tau about 95 times in 100, for 6 pairs as for 40', () => {
    const rho = 0.7;
    const tau = (2 / Math.PI) * Math.asin(rho);
    for (const n of [6, 12, 40]) {
      const rng = createRng(1, `coverage ${n}`);
      let held = 0;
      for (let trial = 0; trial < 1500; trial++) {
        const x = Array.from({ length: n }, () => rng.normal());
        const y = x.map((value) => rho * value + Math.sqrt(1 - rho * rho) * rng.normal());
        const [low, high] = kendallInterval(kendallTauB(x, y) ?? 0, n) ?? [1, -1];
        if (low <= tau && tau <= high) held++;
      }
      expect(held / 1500).toBeGreaterThan(0.92);
      expect(held / 1500).toBeLessThan(0.985);
    }
  });

  it('gives nothing for four pairs and does not take perfect order of five for certainty', () => {
    expect(kendallInterval(1, 4)).toBeNull();
    const [low, high] = kendallInterval(1, 5) ?? [NaN, NaN];
    expect(low).toBeLessThan(0.4);
    expect(high).toBe(1);
    expect(kendallInterval(0.8, 5)?.[1]).toBeLessThan(1);
  });

  it('says after how many pairs an interval is without 0', () => {
    const n = pairsToTell(0.4);
    expect(kendallInterval(0.4, n)?.[0]).toBeGreaterThan(0);
    expect(kendallInterval(0.4, n - 1)?.[0]).toBeLessThanOrEqual(0);
    const strong = pairsToTell(0.6, 0.3);
    expect(kendallInterval(0.6, strong)?.[0]).toBeGreaterThan(0.3);
    expect(kendallInterval(0.6, strong - 1)?.[0]).toBeLessThanOrEqual(0.3);
    expect([pairsToTell(0), pairsToTell(0.3, 0.3), pairsToTell(0.2, 0.3)]).toEqual([Infinity, Infinity, Infinity]);
  });
});

describe('partialSpearman', () => {
  const rng = createRng(2, 'partial');
  const size = Array.from({ length: 200 }, () => rng.normal());

  it('finds nothing in a score that only follows size, and the part that another score adds to size', () => {
    const rest = size.map(() => rng.normal());
    const accuracy = size.map((value, i) => value + rest[i] + 0.3 * rng.normal());
    const follower = size.map((value) => value + 0.3 * rng.normal());
    expect(spearman(follower, accuracy)).toBeGreaterThan(0.5);
    const nothing = partialSpearman(follower, accuracy, [size]);
    expect(Math.abs(nothing?.value ?? 1)).toBeLessThan(0.2);
    expect(nothing?.p).toBeGreaterThan(0.01);
    const more = partialSpearman(
      rest.map((value, i) => value + size[i]),
      accuracy,
      [size],
    );
    expect(more?.value).toBeGreaterThan(0.7);
    expect(more?.p).toBeLessThan(0.01);
    expect(more?.interval?.[0]).toBeGreaterThan(0.6);
  });

  it('equals the textbook formula for one covariate', () => {
    const x = size.map((value) => value + rng.normal());
    const y = size.map((value) => value + rng.normal());
    const [xy, xz, yz] = [spearman(x, y) ?? 0, spearman(x, size) ?? 0, spearman(y, size) ?? 0];
    const expected = (xy - xz * yz) / Math.sqrt((1 - xz ** 2) * (1 - yz ** 2));
    expect(partialSpearman(x, y, [size])?.value).toBeCloseTo(expected, 10);
  });

  it('takes away the means of groups', () => {
    const groups = size.map((_, i) => (i % 2 === 0 ? 'a' : 'b'));
    const byGroup = groups.map((group) => (group === 'a' ? 10 : 0) + rng.normal());
    const accuracy = groups.map((group) => (group === 'a' ? 10 : 0) + rng.normal());
    expect(spearman(byGroup, accuracy)).toBeGreaterThan(0.6);
    expect(Math.abs(partialSpearman(byGroup, accuracy, [], { groups })?.value ?? 1)).toBeLessThan(0.2);
  });

  it('claims no certainty for a perfect correlation of few pairs that permutations find by chance', () => {
    const rising = [0, 1, 2, 3, 4];
    const found = partialSpearman(rising, rising, [[0, 0, 2, 3, 4]]);
    expect(found?.value).toBeCloseTo(1, 9);
    expect(found?.p).toBeGreaterThan(0.05);
    expect(found?.interval?.[0]).toBeLessThan(0);
    expect(found?.interval?.[1]).toBeCloseTo(1, 9);
  });

  it('holds the true value about 95 times in 100 and more often for few pairs', () => {
    const rho = 0.7;
    const truth = (6 / Math.PI) * Math.asin(rho / 2);
    for (const n of [6, 12, 30]) {
      const draws = createRng(3, `partial coverage ${n}`);
      let held = 0;
      const trials = 100;
      for (let trial = 0; trial < trials; trial++) {
        const covariate = Array.from({ length: n }, () => draws.normal());
        const x = covariate.map(() => draws.normal());
        const y = x.map((one) => rho * one + Math.sqrt(1 - rho * rho) * draws.normal());
        const [low, high] = partialSpearman(x, y, [covariate])?.interval ?? [1, -1];
        if (low <= truth && truth <= high) held++;
      }
      expect(held / trials).toBeGreaterThan(0.9);
    }
  });

  it('is null if size explains the score completely, or if there are too few pairs', () => {
    expect(
      partialSpearman(
        size,
        size.map((value) => value + rng.normal()),
        [size],
      ),
    ).toBeNull();
    expect(partialSpearman([1, 2, 3], [3, 1, 2], [[2, 1, 3]])).toBeNull();
  });
});
