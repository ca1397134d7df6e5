/**
 * The smallest eigenvalue of a symmetric matrix. Small matrices: the first of all. Large positive definite ones, in an eighth of the
 * operations: Cholesky's factors, then Lanczos iterations with the inverse (Golub & Van Loan, chapter 10), whose largest eigenvalue
 * appears after some tens of them. Every basis vector is made orthogonal to all before it, so that rounding makes no copies.
 * A matrix that is not positive definite within rounding, or whose iterations do not settle, is reduced in full.
 */
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
  const factor = cholesky(matrix, n, 0);
  if (factor === undefined && noise > 0 && cholesky(matrix, n, noise) !== undefined) return 0;
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

/**
 * The lower factor, row by row, of the matrix with `more` added to its diagonal; undefined unless that is positive definite by more than
 * rounding can make of a singular one.
 */
function cholesky(matrix: ArrayLike<number>, n: number, more: number): Float64Array | undefined {
  const factor = new Float64Array(n * n);
  const sums = new Float64Array(4);
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let first = 0; first <= i; first += 4) {
      const count = Math.min(4, i + 1 - first);
      multiplyRows(factor, n, row, first, sums);
      for (let c = 0; c < count; c++) {
        const j = first + c;
        let sum = matrix[row + j] + (i === j ? more : 0) - sums[c];
        for (let k = first; k < j; k++) sum -= factor[row + k] * factor[j * n + k];
        if (j < i) factor[row + j] = sum / factor[j * n + j];
        else if (sum > n * Number.EPSILON * matrix[row + i]) factor[row + i] = Math.sqrt(sum);
        else return undefined;
      }
    }
  }
  return factor;
}

/** Products of a row with four others up to column `first`; together, because each sum alone waits for its additions. Rows beyond the last are the last. */
function multiplyRows(factor: Float64Array, n: number, row: number, first: number, sums: Float64Array): void {
  const a = first * n;
  const b = Math.min(first + 1, n - 1) * n;
  const c = Math.min(first + 2, n - 1) * n;
  const d = Math.min(first + 3, n - 1) * n;
  let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
  for (let k = 0; k < first; k++) {
    const value = factor[row + k];
    sumA += value * factor[a + k];
    sumB += value * factor[b + k];
    sumC += value * factor[c + k];
    sumD += value * factor[d + k];
  }
  sums[0] = sumA;
  sums[1] = sumB;
  sums[2] = sumC;
  sums[3] = sumD;
}

/** Solves L L^T x = b in place. */
function solve(factor: Float64Array, n: number, x: Float64Array): void {
  for (let i = 0; i < n; i++) {
    let sum = x[i];
    for (let k = 0; k < i; k++) sum -= factor[i * n + k] * x[k];
    x[i] = sum / factor[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    const value = (x[i] /= factor[i * n + i]);
    for (let k = 0; k < i; k++) x[k] -= factor[i * n + k] * value;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

/** The largest eigenvalue of the inverse; undefined if it does not settle. */
function largestOfInverse(factor: Float64Array, n: number): number | undefined {
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
    next = Float64Array.from(q);
    solve(factor, n, next);
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
