/** Compares ours with ml-matrix, a maintained library (JAMA's routines), on matrices that are hard for both; ours leaves eigenvectors out and is several times as fast. */
import { EigenvalueDecomposition, LuDecomposition, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { createRng, type Rng } from '../rng.js';
import { logDeterminant } from './log-determinant.js';
import { symmetricEigenvalues } from './symmetric-eigenvalues.js';

type Entry = (i: number, j: number) => number;

const symmetric = (n: number, entry: Entry): Float64Array =>
  Float64Array.from({ length: n * n }, (_, at) =>
    entry(Math.min(Math.floor(at / n), at % n), Math.max(Math.floor(at / n), at % n)),
  );

/** B B^T with B of n rows and `rank` columns, of column scales given. */
function gram(n: number, rank: number, rng: Rng, scaleOf: (k: number) => number = () => 1): Float64Array {
  const b = Float64Array.from({ length: n * rank }, (_, at) => (rng.next() - 0.5) * scaleOf(at % rank));
  return symmetric(n, (i, j) => {
    let sum = 0;
    for (let k = 0; k < rank; k++) sum += b[i * rank + k] * b[j * rank + k];
    return sum;
  });
}

/** The same with rows and columns scaled: graded over `decades` powers of ten, in falling or rising order. */
const graded = (a: Float64Array, n: number, decades: number, isRising = false): Float64Array =>
  a.map((x, at) => {
    const [i, j] = [Math.floor(at / n), at % n].map((place) => (isRising ? n - 1 - place : place));
    return x * 10 ** ((-decades / 2 / (n - 1)) * (i + j));
  });

const rng = createRng(7, 'hard matrices');
const full = gram(24, 24, rng);
const cases: readonly (readonly [string, number, Float64Array])[] = [
  ['of zeros', 9, new Float64Array(81)],
  ['that is the identity: one eigenvalue many times', 16, symmetric(16, (i, j) => (i === j ? 1 : 0))],
  ['of two eigenvalues, each many times', 40, symmetric(40, (i, j) => (i === j ? 3 : 0) + (i + j === 39 ? 1 : 0))],
  ['of rank one', 48, symmetric(48, (i, j) => (i + 1) * (j + 1))],
  ['of rank one with signs', 64, symmetric(64, (i, j) => Math.sin(i * 9) * Math.sin(j * 9))],
  ['of low rank', 96, gram(96, 7, rng)],
  ['of half the rank, as of the last maps of a deep network', 192, gram(192, 90, rng)],
  ['with columns of very different size', 64, gram(64, 30, rng, (k) => 10 ** -k)],
  ['graded over 1e30', 24, graded(full, 24, 30)],
  ['graded over 1e30, small entries first', 24, graded(full, 24, 30, true)],
  ['graded over 1e300', 24, graded(full, 24, 300)],
  ['of huge entries', 24, full.map((x) => x * 1e300)],
  ['of tiny entries', 24, full.map((x) => x * 1e-300)],
  [
    "that is Wilkinson's W21+, of pairs that are nearly equal",
    21,
    symmetric(21, (i, j) => (i === j ? Math.abs(10 - i) : j - i === 1 ? 1 : 0)),
  ],
  ["that is Hilbert's", 20, symmetric(20, (i, j) => 1 / (i + j + 1))],
  ['with a single row that is not zero', 30, symmetric(30, (i) => (i === 0 ? 1 : 0))],
];

describe('symmetric eigenvalues of a matrix', () => {
  for (const [name, n, matrix] of cases) {
    it(name, () => {
      const own = symmetricEigenvalues(matrix, n);
      const norm = Math.max(...own.map(Math.abs));
      const scale = norm > 1e100 || (norm > 0 && norm < 1e-100) ? norm : 1;
      const rows = Array.from({ length: n }, (_, i) => Array.from(matrix.subarray(i * n, (i + 1) * n), (x) => x / scale));
      const kept = new EigenvalueDecomposition(new Matrix(rows), { assumeSymmetric: true }).realEigenvalues
        .map((value) => value * scale)
        .toSorted((a, b) => a - b);
      own.forEach((value, i) => expect(Math.abs(value - kept[i])).toBeLessThanOrEqual(2e-14 * n * norm));
    });
  }

  it('with an entry that is not finite: no eigenvalue is finite', () => {
    for (const bad of [NaN, Infinity, -Infinity]) {
      for (const place of [0, 3, 8]) {
        const matrix = [2, 1, 0, 1, 2, 1, 0, 1, 2].map((x, at) => (at === place ? bad : x));
        expect([...symmetricEigenvalues(matrix, 3)]).toEqual([NaN, NaN, NaN]);
      }
    }
  });

  it('of ranks and sizes of every kind, always with an answer', () => {
    for (let round = 0; round < 60; round++) {
      const n = 2 + rng.int(70);
      const rank = 1 + rng.int(n);
      const matrix = Float64Array.from(
        gram(n, rank, rng, (k) => 10 ** (-0.3 * k * (round % 3))),
        Math.fround,
      );
      const own = symmetricEigenvalues(matrix, n);
      const trace = matrix.reduce((sum, x, at) => (at % (n + 1) === 0 ? sum + x : sum), 0);
      expect(Math.abs(own.reduce((sum, value) => sum + value, 0) - trace)).toBeLessThanOrEqual(1e-13 * n * trace);
    }
  });
});

describe('the log-determinant of a kernel', () => {
  it('equals that of the library if that is exact enough', () => {
    for (let round = 0; round < 40; round++) {
      const n = 2 + rng.int(12);
      const kernel = gram(n, n + 3, rng).map((x) => Math.round(x * 1000));
      for (let i = 0; i < n; i++) kernel[i * n + i] += 5;
      const rows = Array.from({ length: n }, (_, i) => [...kernel.subarray(i * n, (i + 1) * n)]);
      const kept = new LuDecomposition(new Matrix(rows)).determinant;
      expect(logDeterminant(kernel, n)).toBeCloseTo(Math.log(kept), 8);
    }
  });

  it('is undefined for rank one, repeated rows and zeros, which LU in floating point does not notice', () => {
    for (const n of [2, 5, 32]) {
      expect(
        logDeterminant(
          symmetric(n, () => 10 ** 6),
          n,
        ),
      ).toBeUndefined();
      expect(
        logDeterminant(
          symmetric(n, (i, j) => (i + 1) * (j + 1)),
          n,
        ),
      ).toBeUndefined();
      expect(logDeterminant(new Float64Array(n * n), n)).toBeUndefined();
    }
  });

  it('of entries that are not finite is not a number, and terminates', () => {
    for (const bad of [NaN, Infinity]) expect(logDeterminant([2, bad, bad, 2], 2) ?? NaN).toBeNaN();
  });
});
