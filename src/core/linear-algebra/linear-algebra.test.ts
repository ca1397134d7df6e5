import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logDeterminant } from './log-determinant.js';
import { symmetricEigenvalues } from './symmetric-eigenvalues.js';

/** Codes of samples as rows; the kernel counts agreements, as NASWOT's. */
function agreements(codes: readonly (readonly boolean[])[]): number[] {
  return codes.flatMap((a) => codes.map((b) => a.reduce((count, bit, u) => count + (bit === b[u] ? 1 : 0), 0)));
}

/** The determinant in exact integers (Bareiss). */
function determinant(matrix: readonly number[], n: number): bigint {
  const a = matrix.map(BigInt);
  let previous = 1n;
  for (let k = 0; k < n; k++) {
    if (a[k * n + k] === 0n) return 0n;
    for (let i = k + 1; i < n; i++)
      for (let j = k + 1; j < n; j++) a[i * n + j] = (a[i * n + j] * a[k * n + k] - a[i * n + k] * a[k * n + j]) / previous;
    previous = a[k * n + k];
  }
  return a[n * n - 1];
}

const codes = fc
  .integer({ min: 1, max: 8 })
  .chain((n) =>
    fc
      .integer({ min: 1, max: 12 })
      .chain((units) => fc.array(fc.array(fc.boolean(), { minLength: units, maxLength: units }), { minLength: n, maxLength: n })),
  );

describe('the log-determinant', () => {
  it('is that of exact integer arithmetic, and undefined exactly where that is 0', () => {
    fc.assert(
      fc.property(codes, (rows) => {
        const n = rows.length;
        const kernel = agreements(rows);
        const exact = determinant(kernel, n);
        const own = logDeterminant(kernel, n);
        if (exact === 0n) expect(own).toBeUndefined();
        else expect(own).toBeCloseTo(Math.log(Number(exact)), 9);
      }),
      { numRuns: 500 },
    );
  });

  it('distinguishes a singular kernel of many samples from a nearly singular one', () => {
    const n = 64;
    const kernel = Array.from({ length: n * n }, (_, i) => 1_000_000 + (i % (n + 1) === 0 ? 1 : 0));
    expect(logDeterminant(kernel, n)).toBeCloseTo(Math.log(64_000_001), 6);
    for (let j = 0; j < n; j++) kernel[n + j] = kernel[j];
    for (let i = 0; i < n; i++) kernel[i * n + 1] = kernel[i * n];
    expect(logDeterminant(kernel, n)).toBeUndefined();
  });
});

describe('symmetric eigenvalues', () => {
  it('are those of a known matrix', () => {
    symmetricEigenvalues([2, 1, 0, 1, 2, 1, 0, 1, 2], 3).forEach((value, i) =>
      expect(value).toBeCloseTo(2 + [-Math.SQRT2, 0, Math.SQRT2][i], 14),
    );
    expect([...symmetricEigenvalues([5], 1)]).toEqual([5]);
    expect([...symmetricEigenvalues([0, 0, 0, 0], 2)]).toEqual([0, 0]);
  });

  it('have the trace, the sum of squares and the sum of cubes of the matrix', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 1e6 }), (n, seed) => {
        const a = new Float64Array(n * n);
        for (let i = 0, state = seed; i < n; i++)
          for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = Math.sin((state += 12.9898) * 78.233);
        const values = symmetricEigenvalues(a, n);
        let [trace, square, cube] = [0, 0, 0];
        for (let i = 0; i < n; i++) {
          trace += a[i * n + i];
          for (let j = 0; j < n; j++) {
            square += a[i * n + j] ** 2;
            for (let k = 0; k < n; k++) cube += a[i * n + j] * a[j * n + k] * a[k * n + i];
          }
        }
        expect(values.reduce((s, v) => s + v, 0)).toBeCloseTo(trace, 10);
        expect(values.reduce((s, v) => s + v * v, 0)).toBeCloseTo(square, 9);
        expect(values.reduce((s, v) => s + v ** 3, 0)).toBeCloseTo(cube, 8);
      }),
    );
  });
});
