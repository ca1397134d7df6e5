import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ascendingOrder } from './ascending-order.js';
import { kendallTauB, pearson, ranks, spearman } from './index.js';
import { countPairs } from './kendall-tau-b.js';

/** Few distinct values, so that ties of every kind come up; two lists of one length. */
const tiedPairs = fc
  .array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -3, max: 3 })), { maxLength: 40 })
  .map((pairs) => ({ x: pairs.map(([a]) => a), y: pairs.map(([, b]) => b) }));
const anyNumbers = fc.array(fc.double({ noNaN: true }), { maxLength: 60 });

/** All pairs, one by one. */
function countPairsSlowly(x: readonly number[], y: readonly number[]) {
  const counts = { pairs: 0, tiedX: 0, tiedY: 0, tiedBoth: 0, concordant: 0, discordant: 0 };
  for (let i = 0; i < x.length; i++) {
    for (let j = 0; j < i; j++) {
      counts.pairs++;
      const [a, b] = [x[i] - x[j], y[i] - y[j]];
      if (a === 0) counts.tiedX++;
      if (b === 0) counts.tiedY++;
      if (a === 0 && b === 0) counts.tiedBoth++;
      if (a * b > 0) counts.concordant++;
      if (a * b < 0) counts.discordant++;
    }
  }
  return counts;
}

describe('ascendingOrder', () => {
  it('orders any doubles as a stable comparison sort does', () => {
    fc.assert(
      fc.property(anyNumbers, (values) => {
        const expected = values
          .map((_, i) => i)
          .toSorted((i, j) => (values[i] < values[j] ? -1 : values[i] > values[j] ? 1 : i - j));
        expect([...ascendingOrder(values)]).toEqual(expected);
      }),
    );
  });

  it('keeps the given order among equal values, 0 and -0 included', () => {
    expect([...ascendingOrder([0, 5, -0, 0], Uint32Array.of(3, 2, 1, 0))]).toEqual([3, 2, 0, 1]);
  });

  it('takes infinities and subnormals, and refuses NaN by its place', () => {
    expect([...ascendingOrder([Infinity, 5e-324, -Infinity, -5e-324, 1e308])]).toEqual([2, 3, 1, 4, 0]);
    expect(() => ascendingOrder([1, NaN])).toThrow('NaN at 1');
  });
});

describe('ranks', () => {
  it('gives equal values the mean of their places', () => {
    expect([...ranks([10, 20, 10, -5])]).toEqual([2.5, 4, 2.5, 1]);
  });

  it('counts, for each value, those below and half of its equals', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (values) => {
        const expected = values.map((v) => values.filter((u) => u < v).length + (values.filter((u) => u === v).length + 1) / 2);
        expect([...ranks(values)]).toEqual(expected);
      }),
    );
  });
});

describe('kendallTauB', () => {
  it('counts pairs as a comparison of every pair does', () => {
    fc.assert(
      fc.property(tiedPairs, ({ x, y }) => {
        expect(countPairs(x, y)).toEqual(countPairsSlowly(x, y));
      }),
    );
  });

  it('counts pairs of longer lists, with merged runs, as a comparison of every pair does', () => {
    const long = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 })), {
      minLength: 200,
      maxLength: 300,
    });
    fc.assert(
      fc.property(long, (pairs) => {
        const [x, y] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)];
        expect(countPairs(x, y)).toEqual(countPairsSlowly(x, y));
      }),
      { numRuns: 30 },
    );
  });

  it('is symmetric, and changes its sign with one list', () => {
    fc.assert(
      fc.property(tiedPairs, ({ x, y }) => {
        const tau = kendallTauB(x, y);
        expect(kendallTauB(y, x)).toBe(tau);
        if (tau === null) return;
        expect(
          kendallTauB(
            x,
            y.map((v) => -v),
          ),
        ).toBeCloseTo(-tau, 12);
      }),
    );
  });

  it('equals scipy on a case with ties', () => {
    // scipy.stats.kendalltau([12, 2, 1, 12, 2], [1, 4, 7, 1, 0]), an example of its manual
    expect(kendallTauB([12, 2, 1, 12, 2], [1, 4, 7, 1, 0])).toBeCloseTo(-0.4714045207910316, 14);
  });

  it('does not exist for a constant list or a single pair', () => {
    expect(kendallTauB([1, 1, 1], [1, 2, 3])).toBeNull();
    expect(kendallTauB([1, 2, 3], [1, 1, 1])).toBeNull();
    expect(kendallTauB([1], [1])).toBeNull();
    expect(kendallTauB([], [])).toBeNull();
  });

  it('takes half a million rows', () => {
    const n = 423_624;
    const x = Float64Array.from({ length: n }, (_, i) => i);
    const reversedHalves = Float64Array.from({ length: n }, (_, i) => (i < n / 2 ? i + n / 2 : i - n / 2));
    expect(countPairs(x, reversedHalves).discordant).toBe((n / 2) ** 2);
  });
});

describe('pearson and spearman', () => {
  it('equal the textbook and scipy', () => {
    expect(pearson([1, 2, 3, 4], [2, 4, 6, 9])).toBeCloseTo(0.9943767126843688, 14);
    // no ties: 1 - 6 sum d^2 / (n (n^2 - 1))
    expect(spearman([1, 2, 3, 4, 5], [5, 6, 7, 8, 7.5])).toBeCloseTo(1 - (6 * 2) / (5 * 24), 14);
  });

  it('do not exist for a constant list or a single pair', () => {
    expect([pearson([2, 2], [1, 3]), spearman([1], [1]), spearman([1, 2], [3, 3])]).toEqual([null, null, null]);
  });

  it('refuse lists of two lengths', () => {
    expect(() => pearson([1], [1, 2])).toThrow('one length');
    expect(() => countPairs([1], [1, 2])).toThrow('one length');
  });

  it('rank correlation sees only the order of each list', () => {
    fc.assert(
      fc.property(tiedPairs, ({ x, y }) => {
        const stretched = x.map((v) => Math.exp(v) + 7);
        expect(spearman(stretched, y)).toBe(spearman(x, y));
        expect(kendallTauB(stretched, y)).toBe(kendallTauB(x, y));
      }),
    );
  });
});
