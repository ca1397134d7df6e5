import { expect, it } from 'vitest';
import type { Score } from '../proxies/types.js';
import { isNearlyUndefined, isOneScore, undefinedReasons } from './undefined-reasons.js';

const score = (value: number): Score => ({ ok: true, value });
const missing = (reason: string): Score => ({ ok: false, reason });

it('counts reasons, the commonest first, with the place where each is met first', () => {
  const scores = [score(1), missing('a'), missing('b'), missing('b')];
  expect(undefinedReasons(scores)).toEqual([
    { reason: 'b', count: 2, first: 2 },
    { reason: 'a', count: 1, first: 1 },
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
