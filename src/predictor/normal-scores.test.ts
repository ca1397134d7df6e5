import { describe, expect, it } from 'vitest';
import { normalDensity, normalIntegral, normalQuantile, normalScores } from './normal-scores.js';

describe('normalScores', () => {
  const { scores, accuracyOf, scoreOf } = normalScores([90, 10, 93, 93, 94]);

  it('are those of the ranks, ties sharing one', () => {
    expect(scores[2]).toBe(scores[3]);
    expect([...scores].sort((a, b) => a - b)[0]).toBeCloseTo(normalQuantile(0.1), 10);
  });

  it('give the accuracies back, and rise everywhere', () => {
    for (const [i, accuracy] of [90, 10, 93, 93, 94].entries()) expect(accuracyOf(scores[i])).toBeCloseTo(accuracy, 8);
    const along = Array.from({ length: 200 }, (_, i) => accuracyOf(-5 + i / 20));
    for (let i = 1; i < along.length; i++) expect(along[i]).toBeGreaterThan(along[i - 1]);
    expect(accuracyOf(scoreOf(97))).toBeCloseTo(97, 8);
  });
});

it('the normal distribution has its tabled values', () => {
  expect(normalIntegral(1.959964)).toBeCloseTo(0.975, 6);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959964, 5);
  expect(normalQuantile(0.5)).toBeCloseTo(0, 6);
  expect(normalDensity(0)).toBeCloseTo(0.3989423, 7);
});
