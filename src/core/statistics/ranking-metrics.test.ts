import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../rng.js';
import { bestOf, kendallTauB, ndcg, percentile, rankingMetrics, spearman } from './index.js';

const scoredPairs = (maximum: number, minLength: number) =>
  fc
    .array(fc.tuple(fc.integer({ min: 0, max: maximum }), fc.integer({ min: 0, max: 90 })), { minLength, maxLength: 150 })
    .map((pairs) => ({
      scores: pairs.map(([a]) => a),
      accuracies: pairs.map(([, b]) => b),
    }));

describe('percentile', () => {
  it('equals numpy, its rounding included', () => {
    // numpy.percentile([0.1, 0.2, 0.3, 0.7], [0, 10, 50, 90, 100])
    expect([0, 10, 50, 90, 100].map((p) => percentile([0.7, 0.1, 0.3, 0.2], p))).toEqual([
      0.1, 0.13, 0.25, 0.5800000000000001, 0.7,
    ]);
  });

  it('takes infinities', () => {
    expect(percentile([-Infinity, -Infinity, -Infinity, 4], 25)).toBe(-Infinity);
  });

  it('refuses nothing and NaN', () => {
    expect(() => percentile([], 50)).toThrow('got none');
    expect(() => percentile([1, NaN], 50)).toThrow('got NaN');
  });
});

describe('rankingMetrics', () => {
  it('equals the definitions, written out', () => {
    fc.assert(
      fc.property(scoredPairs(20, 65), ({ scores, accuracies }) => {
        const rows = scores.map((score, i) => ({ score, accuracy: accuracies[i] }));
        const accurate = rows.filter((row) => row.accuracy > percentile(accuracies, 90));
        const wellScored = rows.filter((row) => row.score > percentile(scores, 90));
        const the64th = scores.toSorted((a, b) => b - a)[63];
        expect(rankingMetrics(scores, accuracies)).toEqual({
          spearman: spearman(scores, accuracies),
          kendall: kendallTauB(scores, accuracies),
          spearmanTop10: spearman(
            accurate.map((row) => row.score),
            accurate.map((row) => row.accuracy),
          ),
          kendallTop10: kendallTauB(
            accurate.map((row) => row.score),
            accurate.map((row) => row.accuracy),
          ),
          overlapTop10:
            wellScored.length === 0
              ? null
              : (100 * wellScored.filter((row) => accurate.includes(row)).length) / wellScored.length,
          topOfTop: rows.filter((row) => row.score >= the64th && row.accuracy > percentile(accuracies, 95)).length,
        });
      }),
    );
  });

  it('finds everything in a perfect ranking', () => {
    const accuracies = Array.from({ length: 2000 }, (_, i) => i / 20);
    expect(rankingMetrics(accuracies, accuracies)).toEqual({
      spearman: 1,
      kendall: 1,
      spearmanTop10: 1,
      kendallTop10: 1,
      overlapTop10: 100,
      topOfTop: 64,
    });
  });

  it('gives null if a metric does not exist', () => {
    const nothing = {
      spearman: null,
      kendall: null,
      spearmanTop10: null,
      kendallTop10: null,
      overlapTop10: null,
      topOfTop: null,
    };
    expect(rankingMetrics([], [])).toEqual(nothing);
    expect(rankingMetrics([1], [1])).toEqual(nothing);
    expect(rankingMetrics([3, 3, 3], [1, 2, 3])).toEqual(nothing);
  });
});

describe('ndcg', () => {
  it('is 1 for the true order and less for any other of distinct accuracies', () => {
    const accuracies = [90, 70, 93.5, 10];
    expect(ndcg(accuracies, accuracies)).toBe(1);
    expect(ndcg([1, 2, 3, 4], accuracies)).toBeLessThan(1);
  });

  it('equals gain over ideal gain, written out for three', () => {
    const [a, b, c] = [3, 1, 2].map((accuracy) => 2 ** accuracy - 1);
    const discounts = [1, 1 / Math.log2(3), 0.5];
    const ideal = a * discounts[0] + c * discounts[1] + b * discounts[2];
    expect(ndcg([1, 2, 3], [3, 1, 2])).toBeCloseTo((c * discounts[0] + b * discounts[1] + a * discounts[2]) / ideal, 14);
    expect(ndcg([1, 2, 3], [3, 1, 2], 1)).toBeCloseTo(c / a, 14);
  });

  it('does not depend on the order of the input, with any ties', () => {
    fc.assert(
      fc.property(scoredPairs(5, 1), fc.integer({ min: 1, max: 60 }), fc.integer(), ({ scores, accuracies }, k, seed) => {
        const shuffled = createRng(seed, 'test').shuffle(scores.map((_, i) => i));
        const before = ndcg(scores, accuracies, k);
        const after = ndcg(
          shuffled.map((i) => scores[i]),
          shuffled.map((i) => accuracies[i]),
          k,
        );
        if (before === null) expect(after).toBeNull();
        else expect(after).toBeCloseTo(before, 12);
      }),
    );
  });

  it('gives a constant score what a random order gains on average', () => {
    const accuracies = [5, 3, 0];
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ];
    const mean = orders.reduce((sum, order) => sum + (ndcg(order, accuracies, 2) as number), 0) / orders.length;
    expect(ndcg([7, 7, 7], accuracies, 2)).toBeCloseTo(mean, 14);
  });

  it('does not exist without a positive accuracy', () => {
    expect([ndcg([], []), ndcg([1, 2], [0, 0])]).toEqual([null, null]);
  });
});

describe('bestOf', () => {
  it('takes the first of the best scored, and gives the mean accuracy of ties', () => {
    expect(bestOf([1, 3, 3, 2, 3], [50, 60, 70, 99, 80])).toEqual({ index: 1, tied: 3, accuracy: 60, meanAccuracy: 70 });
  });

  it('finds nothing in nothing', () => {
    expect(bestOf([], [])).toBeNull();
  });
});
