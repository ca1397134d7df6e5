import { expect, it } from 'vitest';
import type { Score } from '../proxies/types.js';
import { isNearlyUndefined, isOneScore, undefinedReasons } from './undefined-reasons.js';

const score = (value: number): Score => ({ ok: true, value });
const missing = (reason: string): Score => ({ ok: false, reason });

it('counts reasons, the commonest first, with the places of the first three', () => {
  const scores = [score(1), missing('a'), ...Array.from({ length: 4 }, () => missing('b'))];
  expect(undefinedReasons(scores)).toEqual([
    { reason: 'b', count: 4, places: [2, 3, 4] },
    { reason: 'a', count: 1, places: [1] },
  ]);
});

it('knows scores that say nothing: undefined nearly everywhere, or all equal', () => {
  const five = (one: Score): Score[] => Array.from({ length: 5 }, () => one);
  expect(isNearlyUndefined(five(missing('a')))).toBe(true);
  expect(isNearlyUndefined(five(score(0)))).toBe(false);
  expect(isOneScore([...five(score(0)), missing('a')])).toBe(true);
  expect(isOneScore([...five(score(0)), score(1)])).toBe(false);
  expect(isOneScore(five(score(0)).slice(1))).toBe(false);
});
