/** Cholesky's factor L of a positive definite matrix. */
export interface Factor {
  /** Solves L L^T x = b in place. */
  solve(x: Float64Array): void;
}

/**
 * @param matrix n x n numbers, row-major, symmetric; only the lower triangle is read; not changed.
 * @param more is added to the diagonal.
 * @returns undefined unless that is positive definite by more than rounding can make of a singular matrix.
 */
export type Factorise = (matrix: ArrayLike<number>, n: number, more: number) => Factor | undefined;
