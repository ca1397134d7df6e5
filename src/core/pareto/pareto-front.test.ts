import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paretoFront, type Goal } from './pareto-front.js';

const goals = fc.constantFrom<Goal>('max', 'min');

describe('paretoFront', () => {
  it('keeps what no other point beats, equal points together', () => {
    const score = [5, 5, 4, 3, 5, 1];
    const macs = [9, 7, 7, 2, 7, 3];
    expect(paretoFront(score, macs, ['max', 'min'])).toEqual([1, 4, 3]);
  });

  it('equals comparing every point with every other', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }))),
        goals,
        goals,
        (points, goalA, goalB) => {
          const a = points.map(([v]) => (goalA === 'max' ? v : -v));
          const b = points.map(([, v]) => (goalB === 'max' ? v : -v));
          const beaten = (i: number): boolean =>
            points.some((_, j) => a[j] >= a[i] && b[j] >= b[i] && (a[j] > a[i] || b[j] > b[i]));
          const expected = points.map((_, i) => i).filter((i) => !beaten(i));
          const front = paretoFront(
            points.map(([v]) => v),
            points.map(([, v]) => v),
            [goalA, goalB],
          );
          expect(front.toSorted((i, j) => i - j)).toEqual(expected);
          for (let k = 1; k < front.length; k++) expect(a[front[k]]).toBeLessThanOrEqual(a[front[k - 1]]);
        },
      ),
    );
  });

  it('takes infinities and refuses NaN', () => {
    expect(paretoFront([-Infinity, 1], [0, 1], ['max', 'min'])).toEqual([1, 0]);
    expect(() => paretoFront([NaN], [0], ['max', 'min'])).toThrow('NaN');
  });
});
