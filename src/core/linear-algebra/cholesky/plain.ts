import type { Factorise } from './types.js';

/** In plain TypeScript, row by row. */
export const factorisePlain: Factorise = (matrix, n, more) => {
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
  return { solve: (x) => solve(factor, n, x) };
};

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
