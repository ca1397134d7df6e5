import { expect, it } from 'vitest';
import { judgeAccuracy } from './judge-accuracy.js';

const on = (images: number) => ({ train: { source: 'a', images: 800 }, validation: { source: 'b', images }, classes: 10 });

it('judges an accuracy by the number of its images and by guessing', () => {
  expect(judgeAccuracy({ accuracy: 50, data: on(100) })).toEqual({ error: 5, guessing: 10, isGuess: false });
  expect(judgeAccuracy({ accuracy: 14, data: on(100) }).isGuess).toBe(true);
  expect(judgeAccuracy({ accuracy: 14, data: on(10_000) }).isGuess).toBe(false);
});
