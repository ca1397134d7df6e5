/**
 * Eigenvalues of a symmetric matrix: Householder reduction to tridiagonal form, then implicit QL (Golub & Van Loan, chapter 8).
 *
 * A coupling counts as zero when it is lost beside its two neighbours on the diagonal. Where these are rounding noise themselves, as in a large
 * matrix of low rank, that never happens: after some sweeps a coupling is compared with the norm of the matrix, the only precision that the reduction
 * kept anyway, and then with a growing tolerance, so that the loop ends.
 * @param matrix n x n numbers, row-major; only the lower triangle is read; not changed.
 * @returns n eigenvalues, ascending; all NaN when an entry that is read is no finite number.
 */
export function symmetricEigenvalues(matrix: ArrayLike<number>, n: number): Float64Array {
  const largest = largestEntry(matrix, n);
  if (!Number.isFinite(largest)) return new Float64Array(n).fill(NaN);
  const scale = safeScale(largest);
  const { diagonal, offDiagonal } = tridiagonalize(scale === 1 ? matrix : Float64Array.from(matrix, (x) => x * scale), n);
  const norm = diagonal.reduce((most, d, i) => Math.max(most, Math.abs(d) + Math.abs(offDiagonal[i])), 0);
  for (let low = 0; low < n; low++) {
    for (let sweep = 0; ; sweep++) {
      const noise = sweep < plainSweeps ? Number.MIN_VALUE : Number.EPSILON * norm * 2 ** Math.max(0, sweep - 2 * plainSweeps);
      let high = low;
      while (high < n - 1 && !isNegligible(offDiagonal[high], diagonal[high], diagonal[high + 1], noise)) high++;
      if (high === low) break;
      chase(diagonal, offDiagonal, low, high);
    }
  }
  return scale === 1 ? diagonal.sort() : diagonal.map((value) => value / scale).sort();
}

/** Sweeps for one eigenvalue before couplings are measured against the norm; two or three are usual. */
const plainSweeps = 30;

/** NaN or infinity if an entry of the lower triangle is. */
function largestEntry(matrix: ArrayLike<number>, n: number): number {
  let largest = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) largest = Math.max(largest, Math.abs(matrix[i * n + j]));
  return largest;
}

/** A power of two that keeps sums of squares of the entries from overflow and underflow; 1 where they are safe. */
function safeScale(largest: number): number {
  if (largest === 0 || (largest > 1e-130 && largest < 1e130)) return 1;
  return 2 ** -Math.max(-1022, Math.min(1022, Math.floor(Math.log2(largest))));
}

function isNegligible(e: number, a: number, b: number, noise: number): boolean {
  return Math.abs(e) <= Number.EPSILON * (Math.abs(a) + Math.abs(b)) || Math.abs(e) < noise;
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

/**
 * `offDiagonal[i]` couples rows i and i + 1. A step reflects column k below the diagonal onto its first entry, with v the reflector, and the rest
 * becomes A - v w^T - w v^T. That update is put off to the next step, which makes it in the same pass over the lower triangle that
 * multiplies by its own reflector: large matrices are read and written once a step.
 */
function tridiagonalize(matrix: ArrayLike<number>, n: number): { diagonal: Float64Array; offDiagonal: Float64Array } {
  const a = new Float64Array(matrix);
  const diagonal = new Float64Array(n);
  const offDiagonal = new Float64Array(n);
  /** The reflector of this step, and what is still to be subtracted from the step before. */
  let [v, w, oldV, oldW] = [new Float64Array(n), new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let k = 0; k < n; k++) {
    for (let i = k; i < n; i++) a[i * n + k] -= oldV[i] * oldW[k] + oldW[i] * oldV[k];
    diagonal[k] = a[k * n + k];
    v.fill(0, 0, k + 1);
    w.fill(0);
    let square = 0;
    for (let i = k + 1; i < n; i++) {
      v[i] = a[i * n + k];
      square += v[i] ** 2;
    }
    const first = k + 1 < n ? v[k + 1] : 0;
    const length = first > 0 ? -Math.sqrt(square) : Math.sqrt(square);
    const scale = square - first * length;
    if (scale > 0) v[k + 1] -= length;
    else v.fill(0);
    if (k + 1 < n) offDiagonal[k] = scale > 0 ? length : first;
    for (let i = k + 1; i < n; i++) w[i] += updateRow(a, i * n, k + 1, i, oldV, oldW, v, w);
    if (scale > 0) {
      let dot = 0;
      for (let i = k + 1; i < n; i++) {
        w[i] /= scale;
        dot += w[i] * v[i];
      }
      const half = dot / (2 * scale);
      for (let i = k + 1; i < n; i++) w[i] -= half * v[i];
    }
    [v, w, oldV, oldW] = [oldV, oldW, v, w];
  }
  return { diagonal, offDiagonal };
}

/** Makes the put-off update of row i from column `from` to the diagonal, adds its part of the product with v to w, and returns the product's entry i. */
function updateRow(
  a: Float64Array,
  row: number,
  from: number,
  i: number,
  oldV: Float64Array,
  oldW: Float64Array,
  v: Float64Array,
  w: Float64Array,
): number {
  const vi = oldV[i];
  const wi = oldW[i];
  const own = v[i];
  let sum = 0;
  for (let j = from; j < i; j++) {
    const x = a[row + j] - vi * oldW[j] - wi * oldV[j];
    a[row + j] = x;
    sum += x * v[j];
    w[j] += x * own;
  }
  const x = a[row + i] - 2 * vi * wi;
  a[row + i] = x;
  return sum + x * own;
}
