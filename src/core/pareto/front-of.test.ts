import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dominates } from './domination.js';
import { frontOf } from './front-of.js';

const value = fc.oneof(fc.integer({ min: 0, max: 6 }), fc.constant(NaN));
const goals = ['max', 'min', 'max', 'min'] as const;

describe('frontOf', () => {
  it('finds what no other point beats, for one to four objectives, as comparing all pairs does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.tuple(value, value, value, value), { maxLength: 25 }),
        (k, rows) => {
          const points = rows.map((row) => row.slice(0, k).map((one, i) => (goals[i] === 'max' ? one : -one)));
          const front = frontOf(goals.slice(0, k).map((goal, i) => ({ goal, values: rows.map((row) => row[i]!) })));
          const isKnown = (point: readonly number[]): boolean => !point.some(Number.isNaN);
          const expected = points.flatMap((point, i) =>
            isKnown(point) && !points.some((other) => isKnown(other) && dominates(other, point)) ? [i] : [],
          );
          expect(front.toSorted((a, b) => a - b)).toEqual(expected);
        },
      ),
    );
  });

  it('refuses no objective and lists of two lengths', () => {
    expect(() => frontOf([])).toThrow(RangeError);
    expect(() =>
      frontOf([
        { values: [1], goal: 'max' },
        { values: [1, 2], goal: 'max' },
      ]),
    ).toThrow('1 and 2');
  });
});
