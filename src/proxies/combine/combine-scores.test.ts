import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ranks } from '../../core/statistics/index.js';
import { scored, undefinedScore, type Score } from '../types.js';
import { combinations, combineScores, orientScores, type ScoreColumn } from './index.js';

const toScore = (value: number | null): Score => (value === null ? undefinedScore('none') : scored(value));
function column(key: string, values: readonly (number | null)[], direction: 'higher' | 'lower' = 'higher'): ScoreColumn {
  return { key, id: key.split(':')[0], direction, scores: values.map(toScore) };
}

/** Three proxies over up to 30 candidates, with ties and undefined scores. */
const value = fc.option(fc.integer({ min: -4, max: 4 }), { freq: 5 });
const candidates = fc.array(fc.tuple(value, value, value), { minLength: 1, maxLength: 30 });
const columnsOf = (rows: readonly (readonly (number | null)[])[]): ScoreColumn[] =>
  ['a', 'b', 'c'].map((key, c) =>
    column(
      key,
      rows.map((row) => row[c]),
      c === 2 ? 'lower' : 'higher',
    ),
  );
const texts = fc.constantFrom(
  ...combinations.map(({ id }) => id),
  'rank-sum:a=0.1:b=0.2:c=0.3',
  'vote:a=0.1:b=0.2:c=0.3',
  'log-rank:b=2',
  'z-mean:a=3:c=0.5',
);
/** Order with all that is equal on paper equal. */
const order = (values: Float64Array): number[] => [...ranks(values.map((v) => Math.round(v * 1e9)))];

describe('every combination', () => {
  it('gives finite values, and the same to a candidate wherever it stands', () => {
    fc.assert(
      fc.property(candidates, texts, (rows, text) => {
        const forwards = [...combineScores(text, columnsOf(rows)).values];
        const backwards = [...combineScores(text, columnsOf(rows.toReversed())).values].toReversed();
        for (const [i, v] of forwards.entries()) {
          expect(Number.isFinite(v)).toBe(true);
          expect(backwards[i]).toBeCloseTo(v, 10);
        }
      }),
    );
  });

  it('lets nobody lose by a higher score of one proxy', () => {
    fc.assert(
      fc.property(candidates, texts, fc.nat(), (rows, text, pick) => {
        const i = pick % rows.length;
        if (rows[i][0] === null) return;
        const raised = rows.map((row, k) => (k === i ? [Number(row[0]) + 3, row[1], row[2]] : row));
        // Standard scores do lose: one outlier widens the deviation for everyone.
        fc.pre(!text.startsWith('z-mean'));
        const before = order(combineScores(text, columnsOf(rows)).values)[i];
        expect(order(combineScores(text, columnsOf(raised)).values)[i]).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  it('that reads ranks sees only the order of each proxy', () => {
    fc.assert(
      fc.property(candidates, texts, (rows, text) => {
        fc.pre(!text.startsWith('z-mean'));
        const stretched = rows.map((row) => row.map((v) => (v === null ? null : Math.exp(v) * 5 - 1)));
        expect([...combineScores(text, columnsOf(stretched)).values]).toEqual([...combineScores(text, columnsOf(rows)).values]);
      }),
    );
  });

  it('of one proxy is the order of that proxy, undefined scores together at the end', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1 }), fc.constantFrom(...combinations.map(({ id }) => id)), (values, id) => {
        const expected = [...ranks(values.map((v) => v ?? -Infinity))];
        expect(order(combineScores(id, [column('a', values)]).values)).toEqual(expected);
      }),
    );
  });

  it('of a proxy whose lower scores are better is the order turned round', () => {
    for (const { id } of combinations)
      expect(order(combineScores(id, [column('kappa', [3, null, 1, 2], 'lower')]).values)).toEqual([2, 1, 4, 3]);
  });

  it('takes nothing and a single candidate', () => {
    for (const { id } of combinations) {
      expect(combineScores(id, [column('a', [])]).values).toHaveLength(0);
      expect(Number.isFinite(combineScores(id, [column('a', [null])]).values[0])).toBe(true);
    }
  });
});

describe('rank-sum', () => {
  it('adds weighted mid-ranks', () => {
    const combined = combineScores('rank-sum:sed=1:epsilon=0.2', [
      column('sed', [5, 7, 7, null]),
      column('epsilon:batch=64', [null, null, 0.5, 0.4]),
    ]);
    expect([...combined.values]).toEqual(
      [2 + 0.2 * 1.5, 3.5 + 0.2 * 1.5, 3.5 + 0.2 * 4, 1 + 0.2 * 3].map((v) => expect.closeTo(v, 9)),
    );
    expect(combined).toMatchObject({
      weights: { sed: 1, 'epsilon:batch=64': 0.2 },
      undefinedCounts: { sed: 1, 'epsilon:batch=64': 2 },
      incomplete: 3,
    });
  });

  it('keeps sums equal that are equal on paper', () => {
    const [a, b] = combineScores('rank-sum:x=0.1:y=0.2:z=0.3', [
      column('x', [2, 1, 3]),
      column('y', [2, 1, 3]),
      column('z', [1, 2, 3]),
    ]).values;
    expect(a).toBe(b);
  });
});

describe('z-mean', () => {
  it('averages standard scores by weight, undefined ones a deviation below the worst', () => {
    const { values } = combineScores('z-mean:a=3:b=1', [column('a', [1, 3, 2]), column('b', [4, null, 8])]);
    const unit = Math.sqrt(2 / 3);
    expect([...values]).toEqual(
      [(3 * (-1 / unit) - 1) / 4, (3 * (1 / unit) - 2) / 4, (0 + 1) / 4].map((v) => expect.closeTo(v, 12)),
    );
  });
});

describe('vote', () => {
  it('equals asking every pair', () => {
    const weights = { a: 0.1, b: 0.2, c: 0.3 };
    fc.assert(
      fc.property(candidates, (rows) => {
        const oriented = rows.map((row) => row.map((v, c) => (v === null ? -Infinity : c === 2 ? -v : v)));
        const expected = oriented.map((mine, i) => {
          if (rows.length === 1) return 0.5;
          let points = 0;
          for (const [j, other] of oriented.entries()) {
            if (i === j) continue;
            const balance = Object.values(weights).reduce(
              (sum, w, c) => sum + Math.round(10 * w) * Math.sign(mine[c] === other[c] ? 0 : mine[c] - other[c]),
              0,
            );
            points += balance > 0 ? 1 : balance === 0 ? 0.5 : 0;
          }
          return points / (rows.length - 1);
        });
        const { values } = combineScores('vote:a=0.1:b=0.2:c=0.3', columnsOf(rows));
        for (const [i, v] of expected.entries()) expect(values[i]).toBeCloseTo(v, 12);
      }),
    );
  });

  it('need not agree with the sum of ranks: two proxies outvote the third, with any margin', () => {
    const columns = [column('a', [2, 1, 0, 0]), column('b', [2, 1, 0, 0]), column('c', [0, 9, 5, 6])];
    expect(combineScores('vote', columns).values[0]).toBe(1);
    const sums = combineScores('rank-sum', columns).values;
    expect(sums[1]).toBeGreaterThan(sums[0]);
  });

  it('refuses more distinct rows than pairs can be looked at, not more candidates', () => {
    const many = Array.from({ length: 40_000 }, (_, i) => i);
    expect(() => combineScores('vote', [column('a', many)])).toThrow(
      'combination vote: expected at most 32768 distinct rows of scores, got 40000 (rank-sum has no limit)',
    );
    expect(
      combineScores('vote', [
        column(
          'a',
          many.map((i) => i % 7),
        ),
      ]).values,
    ).toHaveLength(40_000);
  });
});

describe('the text of a combination', () => {
  const columns = [column('sed', [1]), column('epsilon:batch=64', [1]), column('epsilon:batch=256', [1]), column('naswot', [1])];

  it('gives every proxy the weight 1, or those it names theirs and the others none', () => {
    expect(combineScores('log-rank', columns).weights).toEqual({
      sed: 1,
      'epsilon:batch=64': 1,
      'epsilon:batch=256': 1,
      naswot: 1,
    });
    expect(combineScores('log-rank:naswot=0.5', columns).weights).toEqual({ naswot: 0.5 });
  });

  it('is refused in one line when it means nothing', () => {
    expect(() => combineScores('rank-sun', columns)).toThrow('got "rank-sun" (did you mean "rank-sum"?)');
    expect(() => combineScores('rank-sum:sad=1', columns)).toThrow(
      'combination rank-sum:sad=1: expected weights of scored proxies, got "sad" (did you mean "sed"?)',
    );
    expect(() => combineScores('rank-sum:params=1', columns)).toThrow(
      '(scored: sed, epsilon:batch=64, epsilon:batch=256, naswot)',
    );
    expect(() => combineScores('rank-sum:epsilon=1', columns)).toThrow(
      'expected "epsilon" to name one scored proxy, got 2 (epsilon:batch=64, epsilon:batch=256)',
    );
    for (const weight of ['0', '-1', 'x', '', 'Infinity']) {
      expect(() => combineScores(`rank-sum:sed=${weight}`, columns)).toThrow(
        `expected the weight of "sed" to be a positive number, got "${weight}"`,
      );
    }
    expect(() => combineScores('rank-sum:sed', columns)).toThrow('expected options written key=value');
  });
});

describe('a scale, with candidates coming one by one', () => {
  it('orders all that came as combining them at once does', () => {
    fc.assert(
      fc.property(candidates, fc.constantFrom(...combinations), (rows, combination) => {
        fc.pre(rows.length > 0);
        const columns = columnsOf(rows);
        const weights = columns.map((_, i) => 1 + i / 2);
        const oriented = columns.map(orientScores);
        const scale = combination.createScale(weights);
        const all = rows.map((_, i) => oriented.map((values) => values[i]));
        for (const row of all) scale.add(row);
        const together = combination.combine(oriented.map((values, i) => ({ values, weight: weights[i] })));
        const rounded = (values: ArrayLike<number>): number[] => Array.from(values, (number) => Math.round(number * 1e8) / 1e8);
        const byOne = rounded(all.map((row) => scale.valueOf(row)));
        const byAll = rounded(together);
        for (let i = 0; i < rows.length; i++) {
          for (let j = 0; j < i; j++) expect(Math.sign(byOne[i] - byOne[j])).toBe(Math.sign(byAll[i] - byAll[j]));
        }
      }),
    );
  });

  it('gives every newcomer a finite value, before anything was added too', () => {
    for (const combination of combinations) {
      const scale = combination.createScale([1, 2]);
      expect(Number.isFinite(scale.valueOf([1, -Infinity]))).toBe(true);
      scale.add([1, -Infinity]);
      scale.add([2, 3]);
      expect(scale.valueOf([5, 5])).toBeGreaterThanOrEqual(scale.valueOf([2, 3]));
      expect(scale.valueOf([-Infinity, -Infinity])).toBeLessThan(scale.valueOf([2, 3]));
    }
  });
});
