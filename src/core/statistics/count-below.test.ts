import { expect, it } from 'vitest';
import { countBelow, countUpTo } from './count-below.js';

const sorted = Float64Array.of(-1, 2, 2, 2, 5);

it('counts what is below a number, and what is not above it', () => {
  const values = [-2, -1, 0, 2, 3, 5, 6];
  expect(values.map((value) => countBelow(sorted, value))).toEqual([0, 0, 1, 1, 4, 4, 5]);
  expect(values.map((value) => countUpTo(sorted, value))).toEqual([0, 1, 1, 4, 4, 5, 5]);
});

it('counts among the first ones only, and nothing for NaN', () => {
  expect([countBelow(sorted, 9, 2), countUpTo(sorted, 2, 2)]).toEqual([2, 2]);
  expect([countBelow(sorted, NaN), countUpTo(sorted, NaN), countUpTo(new Float64Array(0), 1)]).toEqual([0, 0, 0]);
});
