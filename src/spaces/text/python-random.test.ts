import { describe, expect, it } from 'vitest';
import { pythonShuffle } from './python-random.js';

describe('the order of Python', () => {
  // python3 -c "import random; random.seed(88); a = list(range(10)); random.shuffle(a); print(a)"
  it.each([
    [88, 10, [8, 2, 9, 4, 0, 7, 1, 5, 3, 6]],
    [0, 7, [4, 2, 1, 0, 5, 3, 6]],
    [4294967295, 9, [0, 7, 1, 5, 2, 6, 4, 8, 3]],
  ])('after seed %i of %i numbers', (seed, count, order) => {
    expect([...pythonShuffle(count, seed)]).toEqual(order);
  });
});
