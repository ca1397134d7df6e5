/** The Fisher information of VKDNW (`vkdnw`). */

/** 0.05 in half precision, as the original has it. */
const smoothing = 0.04998779296875;

/** The lower Cholesky factor of diag(p) - p p^T, which is singular: its last pivot is 0. */
function choleskyOfCovariance(p: Float64Array): Float64Array {
  const n = p.length;
  const factor = new Float64Array(n * n);
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = (i === j ? p[i] : 0) - p[i] * p[j];
      for (let k = 0; k < j; k++) sum -= factor[i * n + k] * factor[j * n + k];
      if (i === j) factor[i * n + i] = Math.sqrt(Math.max(0, sum));
      else if (factor[j * n + j] > 0) factor[i * n + j] = sum / factor[j * n + j];
    }
  }
  return factor;
}

function smoothedSoftmax(logits: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(logits);
  const largest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = values.map((v) => Math.exp(v - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => (power / sum) * (1 - smoothing) + smoothing / values.length);
}

/** Fisher information over the tensors. @param derivatives images x outputs x tensors. */
export function fisherInformation(
  derivatives: ArrayLike<number>,
  logits: ArrayLike<number>,
  images: number,
  outputs: number,
): Float64Array {
  const count = derivatives.length / images / outputs;
  const information = new Float64Array(count * count);
  const rows = new Float64Array(outputs * count);
  for (let image = 0; image < images; image++) {
    const factor = choleskyOfCovariance(smoothedSoftmax(Array.from({ length: outputs }, (_, c) => logits[image * outputs + c])));
    rows.fill(0);
    for (let r = 0; r < outputs; r++) {
      for (let c = 0; c <= r; c++) {
        const weight = factor[r * outputs + c];
        for (let t = 0; t < count; t++) rows[r * count + t] += weight * derivatives[(image * outputs + c) * count + t];
      }
    }
    for (let r = 0; r < outputs; r++) {
      for (let a = 0; a < count; a++) {
        for (let b = 0; b < count; b++) information[a * count + b] += (rows[r * count + a] * rows[r * count + b]) / images;
      }
    }
  }
  return information;
}
