/** The Fisher information of VKDNW (`vkdnw`). */

/** 0.05 in half precision, as the original has it. */
const smoothing = 0.04998779296875;

function smoothedSoftmax(logits: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(logits);
  const largest = values.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = values.map((v) => Math.exp(v - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => (power / sum) * (1 - smoothing) + smoothing / values.length);
}

/**
 * Fisher information over the tensors. The lower Cholesky factor L of diag(p) - p p^T is known (Tanabe & Sagae 1992): with
 * q_j = 1 - p_1 - ... - p_j, L_jj = sqrt(p_j q_j / q_{j-1}) and L_ij = -p_i sqrt(p_j / (q_j q_{j-1})) below, so that rows of L J
 * are running sums.
 * @param derivatives images x outputs x tensors.
 */
export function fisherInformation(
  derivatives: ArrayLike<number>,
  logits: ArrayLike<number>,
  images: number,
  outputs: number,
): Float64Array {
  const count = derivatives.length / images / outputs;
  const information = new Float64Array(count * count);
  const row = new Float64Array(count);
  const before = new Float64Array(count);
  for (let image = 0; image < images; image++) {
    const p = smoothedSoftmax(Array.from({ length: outputs }, (_, c) => logits[image * outputs + c]));
    before.fill(0);
    let left = 1;
    for (let r = 0; r < outputs; r++) {
      const share = p[r];
      // The last one leaves nothing but rounding.
      const rest = r === outputs - 1 ? 0 : left - share;
      const pivot = Math.sqrt((share * rest) / left);
      const sent = rest === 0 ? 0 : Math.sqrt(share / (rest * left));
      for (let t = 0; t < count; t++) {
        const derivative = derivatives[(image * outputs + r) * count + t];
        row[t] = pivot * derivative - share * before[t];
        before[t] += sent * derivative;
      }
      for (let a = 0; a < count; a++) for (let b = 0; b < count; b++) information[a * count + b] += (row[a] * row[b]) / images;
      left = rest;
    }
  }
  return information;
}
