/**
 * Eigenvalues of a symmetric matrix: Householder reduction to tridiagonal form, then implicit QL (Golub & Van Loan, chapter 8).
 * @param matrix n x n numbers, row-major; only the lower triangle is read; not changed.
 * @returns n eigenvalues, ascending.
 */
export function symmetricEigenvalues(matrix: ArrayLike<number>, n: number): Float64Array {
  const { diagonal, offDiagonal } = tridiagonalize(matrix, n);
  for (let low = 0; low < n; low++) {
    for (let sweep = 0; ; sweep++) {
      let high = low;
      while (high < n - 1 && !isNegligible(offDiagonal[high], diagonal[high], diagonal[high + 1])) high++;
      if (high === low) break;
      if (sweep === 60) throw new Error('eigenvalues did not converge');
      chase(diagonal, offDiagonal, low, high);
    }
  }
  return diagonal.sort();
}

function isNegligible(e: number, a: number, b: number): boolean {
  return Math.abs(e) <= Number.EPSILON * (Math.abs(a) + Math.abs(b)) || Math.abs(e) < Number.MIN_VALUE;
}

/** One implicit QL step with Wilkinson's shift on rows low .. high. */
function chase(d: Float64Array, e: Float64Array, low: number, high: number): void {
  const half = (d[low + 1] - d[low]) / (2 * e[low]);
  const root = Math.hypot(half, 1);
  let g = d[high] - d[low] + e[low] / (half + (half < 0 ? -root : root));
  let s = 1;
  let c = 1;
  let p = 0;
  for (let i = high - 1; i >= low; i--) {
    const f = s * e[i];
    const b = c * e[i];
    const r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1] -= p;
      e[high] = 0;
      return;
    }
    s = f / r;
    c = g / r;
    g = d[i + 1] - p;
    const t = (d[i] - g) * s + 2 * c * b;
    p = s * t;
    d[i + 1] = g + p;
    g = c * t - b;
  }
  d[low] -= p;
  e[low] = g;
  e[high] = 0;
}

/** `offDiagonal[i]` couples rows i and i + 1. */
function tridiagonalize(matrix: ArrayLike<number>, n: number): { diagonal: Float64Array; offDiagonal: Float64Array } {
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) a[i * n + j] = a[j * n + i] = matrix[i * n + j];
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  const v = new Float64Array(n);
  const w = new Float64Array(n);
  for (let k = 0; k < n - 1; k++) {
    // Reflect column k below the diagonal onto its first entry.
    let square = 0;
    for (let i = k + 1; i < n; i++) square += a[i * n + k] ** 2;
    const first = a[(k + 1) * n + k];
    const length = first > 0 ? -Math.sqrt(square) : Math.sqrt(square);
    offDiagonal[k] = length;
    const scale = square - first * length;
    if (scale <= 0) {
      offDiagonal[k] = first;
      continue;
    }
    for (let i = k + 1; i < n; i++) v[i] = a[i * n + k];
    v[k + 1] -= length;
    // A becomes A - v w^T - w v^T with w = A v / scale - (v^T A v / (2 scale^2)) v.
    let dot = 0;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += a[i * n + j] * v[j];
      w[i] = sum / scale;
      dot += w[i] * v[i];
    }
    const half = dot / (2 * scale);
    for (let i = k + 1; i < n; i++) w[i] -= half * v[i];
    for (let i = k + 1; i < n; i++) for (let j = k + 1; j <= i; j++) a[i * n + j] = a[j * n + i] = a[i * n + j] - v[i] * w[j] - w[i] * v[j];
  }
  for (let i = 0; i < n; i++) diagonal[i] = a[i * n + i];
  return { diagonal, offDiagonal };
}
