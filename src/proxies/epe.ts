/**
 * EPE-NAS: correlation of input gradients within each class (Lopes et al. 2021, arXiv 2102.08099; code VascoLopes/EPE-NAS).
 *
 * s_c is the sum over pairs of images of class c of ln(|correlation| + 1e-5), an image with itself included. Up to 100 classes the score
 * is the sum of |s_c|. Above, s_c is divided by the number of images, classes of one image are left out, and the score is the sum over
 * ordered pairs of |s_c - s_d|, divided by the number of classes left.
 */
import { firstTap } from './taps.js';
import { must } from '../core/must.js';
import { correlations } from './correlations.js';
import { inputGradients, withoutCorrelation } from './jacob-cov.js';
import { defineProxy, scored, undefinedScore } from './types.js';

const k = 1e-5;

/** EPE's score from a correlation matrix and the label of each row. */
function epeScore(matrix: Float64Array, labels: ArrayLike<number>, classes: number): number {
  const n = labels.length;
  const members = new Map<number, number[]>();
  for (const [i, label] of Array.from(labels).entries()) members.set(label, [...(members.get(label) ?? []), i]);
  const logAt = (i: number, j: number): number => Math.log(Math.abs(must(matrix[i * n + j], 'a correlation')) + k);
  const sums = [...members.values()].map((own) => ({
    images: own.length,
    sum: own.reduce((total, i) => total + own.reduce((row, j) => row + logAt(i, j), 0), 0),
  }));
  if (classes <= 100) return sums.reduce((total, { sum }) => total + Math.abs(sum), 0);
  const means = sums.filter(({ images }) => images > 1).map(({ images, sum }) => sum / images);
  const differences = means.reduce((total, a) => total + means.reduce((row, b) => row + Math.abs(a - b), 0), 0);
  return means.length === 0 ? 0 : differences / means.length;
}

export const epe = defineProxy({
  id: 'epe',
  title: 'EPE-NAS: correlation of input gradients within classes',
  paper: 'Lopes et al. 2021, arXiv 2102.08099',
  note: 'the original counts 10 classes on every dataset, which classes=10 does; defined on networks that read images or other numbers: tokens have no gradient',
  direction: 'higher',
  readsLabels: true,
  seeded: true,
  sharedByCanonical: false,
  options: {
    classes: {
      kind: 'integer',
      default: 0,
      min: 0,
      max: 65536,
      help: 'classes the formula counts; 0: the outputs of the network',
    },
  },
  requests: () => [inputGradients, { kind: 'architecture' }],
  score(evidence, { classes }) {
    const rows = evidence.get(inputGradients);
    if (!rows.ok) return undefinedScore(rows.reason);
    const { labels, taps } = rows.value;
    if (!labels.ok) return undefinedScore(`classes are needed: ${labels.reason}`);
    const architecture = evidence.get({ kind: 'architecture' });
    if (!architecture.ok) return undefinedScore(architecture.reason);
    const matrix = correlations(firstTap(taps).values);
    if (matrix === undefined) return undefinedScore(withoutCorrelation(architecture.value));
    return scored(epeScore(matrix, labels.values, classes === 0 ? labels.classes : classes));
  },
});
