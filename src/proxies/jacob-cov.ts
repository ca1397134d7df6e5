/**
 * Correlation of the input gradients of different images (Mellor et al. 2020, arXiv 2006.04647v1; code BayesWatch/nas-without-training v1).
 *
 * J holds one row an image: the gradient of the sum of all outputs. With v the eigenvalues of the correlation matrix of the rows and
 * k = 1e-5 the score is - sum over v of ln(v + k) + 1 / (v + k). Eigenvalues are those of a symmetric matrix, clamped at 0.
 * A constant row (nothing reaches the output) has no correlation and the network no score (NASLib: -1e8).
 */
import { firstTap } from './taps.js';
import { tokenInputsOf } from '../arch/token-inputs.js';
import type { Architecture } from '../arch/types.js';
import { sideOf } from '../core/linear-algebra/side-of.js';
import { symmetricEigenvalues } from '../core/linear-algebra/symmetric-eigenvalues.js';
import { correlations } from './correlations.js';
import { imagesPass } from './passes.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore } from './types.js';

/** Products of the images' input gradients. */
export const inputGradients = readingOf(imagesPass, {
  kind: 'gradient-products',
  of: 'inputs',
  loss: 'outputs',
  through: false,
});

/** Why input gradients have no correlation. */
export function withoutCorrelation(architecture: Architecture): string {
  return tokenInputsOf(architecture).size > 0
    ? 'the network reads tokens, which have no gradient'
    : 'the input gradient of an image is constant';
}

const k = 1e-5;

export const jacobCov = defineProxy({
  id: 'jacob-cov',
  title: 'Correlation of input gradients',
  paper: 'Mellor et al. 2020, arXiv 2006.04647v1',
  note: 'defined on networks that read images or other numbers: tokens have no gradient',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: {},
  requests: () => [inputGradients, { kind: 'architecture' }],
  score(evidence) {
    const rows = evidence.get(inputGradients);
    if (!rows.ok) return undefinedScore(rows.reason);
    const architecture = evidence.get({ kind: 'architecture' });
    if (!architecture.ok) return undefinedScore(architecture.reason);
    const matrix = correlations(firstTap(rows.value.taps).values);
    if (matrix === undefined) return undefinedScore(withoutCorrelation(architecture.value));
    const n = sideOf(matrix);
    let score = 0;
    for (const eigenvalue of symmetricEigenvalues(matrix, n)) {
      const v = Math.max(0, eigenvalue) + k;
      score -= Math.log(v) + 1 / v;
    }
    return scored(score);
  },
});
