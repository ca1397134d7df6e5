import { describe, expect, it } from 'vitest';
import { createRng } from '../rng.js';
import { smallestEigenvalue } from './smallest-eigenvalue.js';
import { symmetricEigenvalues } from './symmetric-eigenvalues.js';

/** Correlations of random channels, some nearly alike, over a number of pixels. */
function correlation(n: number, pixels: number, alike: number): Float64Array {
  const rng = createRng(n, `${pixels} ${alike}`);
  const common = Float64Array.from({ length: pixels }, () => rng.normal());
  const rows = Array.from({ length: n }, () => Float64Array.from(common, (value) => alike * value + rng.normal()));
  const lengths = rows.map((row) => Math.sqrt(row.reduce((sum, value) => sum + value * value, 0)));
  return Float64Array.from({ length: n * n }, (_, place) => {
    const [i, j] = [Math.floor(place / n), place % n];
    return rows[i].reduce((sum, value, k) => sum + value * rows[j][k], 0) / lengths[i] / lengths[j];
  });
}

describe('the smallest eigenvalue', () => {
  it.each([
    [5, 20, 0],
    [129, 150, 0],
    [160, 300, 3],
    [200, 205, 1],
    [256, 300, 10],
  ])('of %i channels of %i pixels is the first of all', (n, pixels, alike) => {
    const matrix = correlation(n, pixels, alike);
    const all = symmetricEigenvalues(matrix, n);
    // Either is right to the rounding of the largest.
    expect(Math.abs(smallestEigenvalue(matrix, n) - all[0])).toBeLessThan(1e-14 * all[n - 1] + 1e-12 * all[0]);
  });

  it('of a matrix that is singular, indefinite or no matrix of numbers is that of the full reduction', () => {
    for (const [n, pixels] of [[140, 100]] as const) {
      const matrix = correlation(n, pixels, 0);
      expect(Math.abs(smallestEigenvalue(matrix, n))).toBeLessThan(1e-10);
    }
    const indefinite = correlation(130, 200, 0).map((value) => -value);
    expect(smallestEigenvalue(indefinite, 130)).toBe(symmetricEigenvalues(indefinite, 130)[0]);
    expect(smallestEigenvalue(new Float64Array(200 * 200).fill(NaN), 200)).toBeNaN();
    // A matrix of low rank whose entries were rounded to float32.
    const low = Float64Array.from(Float32Array.from(correlation(200, 60, 0)));
    expect(smallestEigenvalue(low, 200)).toBeLessThan(0);
    expect(smallestEigenvalue(low, 200, 200 * 2 ** -24)).toBe(0);
    // A channel that never fires.
    const dead = correlation(180, 300, 0);
    for (let i = 0; i < 180; i++) dead[i * 180 + 7] = dead[7 * 180 + i] = 0;
    expect(smallestEigenvalue(dead, 180)).toBe(0);
    const equal = new Float64Array(150 * 150);
    for (let i = 0; i < 150; i++) equal[i * 150 + i] = 2;
    expect(smallestEigenvalue(equal, 150)).toBeCloseTo(2, 14);
  });
});
