/**
 * The smallest eigenvalue of a symmetric matrix. Small matrices: the first of all. Large positive definite ones, in an eighth of the
 * operations: Cholesky's factors, then Lanczos iterations with the inverse (Golub & Van Loan, chapter 10), whose largest eigenvalue
 * appears after some tens of them. Every basis vector is made orthogonal to all before it, so that rounding makes no copies.
 * A matrix that is not positive definite within rounding, or whose iterations do not settle, is reduced in full.
 */
import { factorise } from './cholesky/factorise.js';
import type { Factor } from './cholesky/types.js';
import { symmetricEigenvalues } from './symmetric-eigenvalues.js';

/** Up to this side all eigenvalues take no longer. */
const small = 128;
/** Iterations before the matrix is reduced in full. */
const most = 100;
const tolerance = 1e-14;

/**
 * @param matrix n x n numbers, row-major, symmetric; not changed.
 * @param noise how far errors of the entries may have moved an eigenvalue: one of a large matrix that is negative by less is 0.
 * @returns NaN when an entry is no finite number.
 */
export function smallestEigenvalue(matrix: ArrayLike<number>, n: number, noise = 0): number {
  if (n <= small) return smallestOfAll(matrix, n);
  const rows = nonzeroRows(matrix, n);
  // Rows of zeros, of channels that never fire, have the eigenvalue 0 and touch no other.
  if (rows.length < n) return Math.min(0, smallestEigenvalue(selectRows(matrix, n, rows), rows.length, noise));
  const factor = factorise(matrix, n, 0);
  if (factor === undefined && noise > 0 && factorise(matrix, n, noise) !== undefined) return 0;
  const largest = factor === undefined ? undefined : largestOfInverse(factor, n);
  return largest === undefined ? smallestOfAll(matrix, n) : 1 / largest;
}

function smallestOfAll(matrix: ArrayLike<number>, n: number): number {
  return symmetricEigenvalues(matrix, n)[0] ?? NaN;
}

function nonzeroRows(matrix: ArrayLike<number>, n: number): number[] {
  const rows: number[] = [];
  for (let i = 0; i < n; i++) {
    let j = 0;
    while (j < n && matrix[i * n + j] === 0) j++;
    if (j < n) rows.push(i);
  }
  return rows;
}

function selectRows(matrix: ArrayLike<number>, n: number, rows: readonly number[]): Float64Array {
  const m = rows.length;
  const selected = new Float64Array(m * m);
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) selected[i * m + j] = matrix[rows[i] * n + rows[j]];
  return selected;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** The largest eigenvalue of the inverse; undefined if it does not settle. */
function largestOfInverse(factor: Factor, n: number): number | undefined {
  const basis: Float64Array[] = [];
  const diagonal: number[] = [];
  const beside: number[] = [];
  // A start that no symmetry of a network's channels makes orthogonal to the eigenvector.
  let next = Float64Array.from({ length: n }, (_, i) => 1 + ((i * 0.618033988749895) % 1));
  let norm = Math.sqrt(dot(next, next));
  let settled = 0;
  let last = 0;
  while (basis.length < most) {
    const q = next.map((value) => value / norm);
    basis.push(q);
    next = q.slice();
    factor.solve(next);
    diagonal.push(dot(next, q));
    // Twice: the first time leaves what rounding leaves.
    for (let time = 0; time < 2; time++)
      for (const known of basis) {
        const share = dot(next, known);
        for (let i = 0; i < n; i++) next[i] -= share * known[i];
      }
    norm = Math.sqrt(dot(next, next));
    const value = largestOfTridiagonal(diagonal, beside);
    settled = Math.abs(value - last) <= tolerance * value ? settled + 1 : 0;
    // Nothing is left, or nothing changes any more.
    if (norm <= Number.EPSILON * value || settled === 3) return value;
    last = value;
    beside.push(norm);
  }
  return undefined;
}

/** @param beside what couples rows i and i + 1. */
function largestOfTridiagonal(diagonal: readonly number[], beside: readonly number[]): number {
  const n = diagonal.length;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    matrix[i * n + i] = diagonal[i];
    if (i > 0) matrix[i * n + i - 1] = beside[i - 1];
  }
  return symmetricEigenvalues(matrix, n)[n - 1];
}
