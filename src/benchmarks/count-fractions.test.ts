import { describe, expect, it } from 'vitest';
import { countFractions } from './count-fractions.js';

describe('countFractions', () => {
  it.each([
    ['fractions among percentages', [0.7333, 83.3, 0.8, 90], 2],
    ['fractions of a hard data set among percentages', [46.1, 0.452, 44, 0.47], 2],
    ['percentages', [73.3, 83.3, 10, 90], 0],
    ['fractions', [0.73, 0.83, 0.1, 0.9], 0],
    ['networks that fail on 100 classes', [1, 70, 71, 73.5, 1], 0],
    ['networks that fail on 100 classes where the best are good', [1, 84, 85, 88, 1], 0],
    ['networks that fail on 120 classes', [0.83, 45, 47.3, 44], 0],
    ['networks that fail on 1,000 classes', [0.1, 0.1, 75, 77], 0],
    ['losses', [0.4, 2.3, 7, 0.6], 0],
    ['times over a wide range', [0.5, 2.5, 60, 50], 0],
    ['sizes', [0.3, 500, 20], 0],
    ['unknown values', [NaN, 80, 90, Infinity, 0], 0],
  ])('%s', (_, values, fractions) => {
    expect(countFractions(values).fractions).toBe(fractions);
  });
});
