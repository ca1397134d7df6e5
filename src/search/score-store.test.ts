import { describe, expect, it } from 'vitest';
import { scoreNumbers } from '../proxies/score-numbers.js';
import { scored, undefinedScore } from '../proxies/types.js';
import { createScoreStore } from './score-store.js';

const missing = undefinedScore('not scored');

describe('scores as numbers', () => {
  it('come back as they were, parts in their order, in any order of setting', () => {
    const scores = [
      scored(0.1 + 0.2, { first: -1e-300, '2': 4 }),
      scored(-0),
      undefinedScore('flat'),
      undefinedScore(''),
      scored(5, {}),
      scored(1, { last: 2, first: 3 }),
      undefinedScore('\0'),
      scored(7, { first: 1, '2': 0 }),
    ];
    const store = createScoreStore(() => scores.length + 1, missing);
    for (const index of [3, 0, 7, 1, 6, 2, 5, 4]) store.set(index, scores[index]!);
    expect([...store]).toEqual([...scores, missing]);
    expect(JSON.stringify(store.at(5))).toBe(JSON.stringify(scores[5]));
    expect(Object.is((store.at(1) as { value: number }).value, -0)).toBe(true);
    expect([store.length, store.at(9), store.at(-1)]).toEqual([9, undefined, undefined]);
    store.set(0, missing);
    store.set(2, scored(1));
    expect([store.at(0), store.at(2)]).toEqual([missing, scored(1)]);
  });

  it('are read as numbers, NaN where a score is undefined or has no such part', () => {
    const scores = [scored(3, { a: 1, b: 2 }), undefinedScore('flat'), scored(-0), scored(4, { b: 4 })];
    const store = createScoreStore(() => scores.length + 1, missing);
    for (const [index, score] of scores.entries()) store.set(index, score);
    for (const column of [store, [...store]]) {
      const read = (part?: string): number[] => Array.from(store, (_, index) => scoreNumbers(column, part)(index));
      expect(read()).toEqual([3, NaN, -0, 4, NaN]);
      expect(read('a')).toEqual([1, NaN, NaN, NaN, NaN]);
      expect(read('b')).toEqual([2, NaN, NaN, 4, NaN]);
      expect(read('c')).toEqual([NaN, NaN, NaN, NaN, NaN]);
      expect(scoreNumbers(column)(5)).toBe(NaN);
    }
  });
});
