import { describe, expect, it } from 'vitest';
import { createIndexPermutation } from './permute-index.js';

describe('a computed permutation', () => {
  it('holds every number once', () => {
    for (const count of [1, 2, 5, 16, 17, 1000, 4097]) {
      const permute = createIndexPermutation(count, 3);
      expect(Array.from({ length: count }, (_, i) => permute(i)).toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: count }, (_, i) => i),
      );
    }
  });

  it('differs for another seed, and spreads neighbours', () => {
    const of = (seed: number): number[] => {
      const permute = createIndexPermutation(1000, seed);
      return Array.from({ length: 1000 }, (_, i) => permute(i));
    };
    expect(of(1)).not.toEqual(of(2));
    expect(of(1)).not.toEqual(of(1 + 2 ** 32));
    const steps = of(5)
      .slice(1)
      .map((value, i) => Math.abs(value - of(5)[i]));
    // Two random numbers below 1,000 are a third of it apart on average.
    expect(steps.reduce((a, b) => a + b, 0) / steps.length).toBeGreaterThan(280);
    const quarters = [0, 0, 0, 0];
    for (const value of of(9).slice(0, 400)) quarters[Math.floor(value / 250)]++;
    for (const count of quarters) expect(Math.abs(count - 100)).toBeLessThan(40);
  });
});
