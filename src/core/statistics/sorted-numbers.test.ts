import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ranks } from './ranks.js';
import { createSortedNumbers } from './sorted-numbers.js';

describe('createSortedNumbers', () => {
  it('gives the mid-ranks of all that was added', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constant(-Infinity)), { minLength: 1, maxLength: 200 }),
        (values) => {
          const sorted = createSortedNumbers();
          for (const value of values) sorted.add(value);
          expect(sorted.count).toBe(values.length);
          expect(values.map((value) => sorted.rankOf(value))).toEqual([...ranks(values)]);
        },
      ),
    );
  });

  it('ranks another value as if it were added last', () => {
    const sorted = createSortedNumbers();
    for (const value of [1, 2, 4]) sorted.add(value);
    expect([0, 3, 9].map((value) => sorted.rankOf(value))).toEqual([1, 3, 4]);
    expect(() => sorted.add(NaN)).toThrow('NaN');
  });
});
