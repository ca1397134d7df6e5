/**
 * VKDNW: entropy of the Fisher information's spectrum, and the number of learned tensors (Tybl & Neumann, CVPR 2025, arXiv 2502.04975;
 * code ondratybl/VKDNW).
 *
 * J holds, for every image, the derivatives of the outputs along the first number of each of the first 128 learned tensors, norms on
 * running statistics. With p the softmax, smoothed by 0.05, and L the Cholesky factor of diag(p) - p p^T, F is the mean over images of
 * (L J)^T (L J). The nine deciles of its singular values, as shares of their sum, have an entropy below ln 9.
 * The score is the number of learned tensors plus that entropy, which so decides between networks of equal size.
 *
 * Own initialisation: Kaiming normal (fan-in). A backward pass an output.
 */
import { sideOf } from '../core/linear-algebra/side-of.js';
import { symmetricEigenvalues } from '../core/linear-algebra/symmetric-eigenvalues.js';
import { percentile } from '../core/statistics/percentile.js';
import { parametersOf } from '../arch/parameters.js';
import type { Pass } from '../runtime/passes/types.js';
import { paperInit } from './passes.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore, type ProxyContext } from './types.js';

/** 0.05 in half precision, as the original has it. */
const smoothing = 0.04998779296875;
const tensors = 128;

function requestsOf(context: ProxyContext) {
  const pass: Pass = { draw: 0, input: { kind: 'images' }, norm: 'running', ...paperInit('kaiming-normal', context) };
  return {
    derivatives: readingOf(pass, { kind: 'first-derivatives', of: 'outputs', tensors }),
    outputs: readingOf(pass, { kind: 'values', of: 'outputs', samples: 'all' }),
  } as const;
}

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
function fisherInformation(
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

export const vkdnw = defineProxy({
  id: 'vkdnw',
  title: 'VKDNW: entropy of the Fisher spectrum, and the number of layers',
  paper: 'Tybl & Neumann 2025, arXiv 2502.04975',
  note: 'the first 128 learned tensors, as on NAS-Bench-201',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: {
    count: {
      kind: 'choice',
      default: 'tensors',
      choices: ['tensors', 'none'],
      help: 'add the number of learned tensors, or not',
    },
  },
  requests(_, context) {
    const { derivatives, outputs } = requestsOf(context);
    return [derivatives, outputs, { kind: 'architecture' }];
  },
  score(evidence, { count }, context) {
    const requests = requestsOf(context);
    const derivatives = evidence.get(requests.derivatives);
    if (!derivatives.ok) return undefinedScore(derivatives.reason);
    const outputs = evidence.get(requests.outputs);
    if (!outputs.ok) return undefinedScore(outputs.reason);
    const architecture = evidence.get({ kind: 'architecture' });
    if (!architecture.ok) return undefinedScore(architecture.reason);
    const [{ values, shape }] = derivatives.value.taps;
    const information = fisherInformation(values, outputs.value.taps[0].values, shape[0], shape[1]);
    const spectrum = symmetricEigenvalues(information, sideOf(information)).map(Math.abs).sort();
    const deciles = Array.from({ length: 9 }, (_, i) => percentile([...spectrum], (i + 1) * 10));
    const sum = deciles.reduce((a, b) => a + b, 0) + 1e-10;
    const entropy = deciles.reduce((total, q) => total - (q / sum) * Math.log(q / sum + 1e-10), 0);
    const learned = [...parametersOf(architecture.value).values()].flat().length;
    return scored(count === 'tensors' ? learned + entropy : entropy, { entropy, tensors: learned });
  },
});
