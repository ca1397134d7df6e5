/**
 * ln det of a symmetric positive semidefinite matrix of integers, such as a kernel that counts agreements. Whether it is singular is
 * decided exactly: floating point cannot distinguish a determinant of 0 from a small one, arithmetic modulo primes can.
 */

/** Pivots this much smaller than the diagonal element they came from may be rounding noise. */
const suspicious = 1e-9;

/** Products of two residues stay below 2^53. */
const primes = [67_108_859, 67_108_837] as const;

/**
 * @param matrix n x n integers, row-major; not changed.
 * @returns undefined when the matrix is singular.
 */
export function logDeterminant(matrix: ArrayLike<number>, n: number): number | undefined {
  const a = Float64Array.from(matrix);
  let sum = 0;
  let isSuspect = false;
  for (let k = 0; k < n; k++) {
    const pivot = a[k * n + k];
    if (pivot <= suspicious * matrix[k * n + k]) isSuspect = true;
    if (pivot <= 0) return undefined;
    sum += Math.log(pivot);
    for (let i = k + 1; i < n; i++) {
      const factor = a[i * n + k] / pivot;
      if (factor === 0) continue;
      for (let j = k + 1; j <= i; j++) a[i * n + j] -= factor * a[j * n + k];
    }
  }
  return isSuspect && primes.every((prime) => isSingularModulo(matrix, n, prime)) ? undefined : sum;
}

/** A determinant that is 0 is 0 modulo every prime; one that is not is 0 modulo two given primes with probability about 2^-52. */
function isSingularModulo(matrix: ArrayLike<number>, n: number, prime: number): boolean {
  const a = Float64Array.from(matrix, (value) => ((value % prime) + prime) % prime);
  for (let k = 0; k < n; k++) {
    let row = k;
    while (row < n && a[row * n + k] === 0) row++;
    if (row === n) return true;
    if (row !== k) for (let j = k; j < n; j++) [a[k * n + j], a[row * n + j]] = [a[row * n + j], a[k * n + j]];
    const inverse = power(a[k * n + k], prime - 2, prime);
    for (let i = k + 1; i < n; i++) {
      const factor = (a[i * n + k] * inverse) % prime;
      if (factor === 0) continue;
      for (let j = k; j < n; j++) a[i * n + j] = (a[i * n + j] + (prime - factor) * a[k * n + j]) % prime;
    }
  }
  return false;
}

function power(base: number, exponent: number, modulus: number): number {
  let result = 1;
  for (let [square, rest] = [base, exponent]; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}
