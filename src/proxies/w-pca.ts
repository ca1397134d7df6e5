/**
 * W-PCA: principal components of the hidden states of feed-forward layers, times the params (Wang, ICLR 2025, arXiv 2504.15983; code ra225/W-PCA).
 *
 * For every feed-forward layer, the hidden states before the activation are a matrix with a row for every token of every text. Its
 * components, largest first, are counted until their share of the variance exceeds eta. The score is the params times the sum of these counts.
 *
 * Defined on transformers: networks with linear layers over tokens that an activation reads (text and pictures alike). In a layer of several
 * feed-forward parts every part counts. A layer whose states do not vary counts 0; if none varies there is no score.
 *
 * Own pass: the run's texts alone, weights N(0, 0.02^2) as BERT's. Deviations: the paper feeds a batch of real text; without one, noise
 * selects tokens at random. Shared pass: the run's inputs and their noisy copies, the run's weights.
 */
import { sideOf } from '../core/linear-algebra/side-of.js';
import { symmetricEigenvalues } from '../core/linear-algebra/symmetric-eigenvalues.js';
import type { Pass, ReadingValues } from '../runtime/passes/types.js';
import { imagesPass, isOwnPass, paperInit, passOption, sharedPass, type PassOption } from './passes.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore, type ProxyContext } from './types.js';

function requestOf(option: PassOption, context: ProxyContext) {
  const own: Pass = { ...imagesPass, ...paperInit('bert', context) };
  return readingOf(isOwnPass(option, context) ? own : sharedPass, { kind: 'feature-covariance', of: 'feed-forward-hidden' });
}

/** How many of the largest eigenvalues of a covariance it takes for more than a share of their sum; 0 where nothing varies. */
export function principalComponents(covariance: ReadingValues, eta: number): number {
  const eigenvalues = symmetricEigenvalues(covariance, sideOf(covariance));
  const total = eigenvalues.reduce((sum, value) => sum + Math.max(0, value), 0);
  if (!(total > 0)) return 0;
  let share = 0;
  let count = 0;
  for (const value of eigenvalues.toReversed()) {
    if (share > eta) break;
    share += Math.max(0, value) / total;
    count++;
  }
  return count;
}

const cost = { kind: 'cost' } as const;

export const wPca = defineProxy({
  id: 'w-pca',
  title: 'W-PCA: principal components of feed-forward layers, times the params',
  paper: 'Wang, ICLR 2025, arXiv 2504.15983',
  definedOn: 'transformers',
  note: 'the paper feeds real text; by=components is its V-PCA, without the params',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: {
    eta: { kind: 'number', default: 0.99, min: 0, max: 1, help: 'share of the variance that the components exceed' },
    by: {
      kind: 'choice',
      default: 'weighted',
      choices: ['weighted', 'components'],
      help: 'times the params, or the components alone',
    },
    pass: passOption,
  },
  requests: ({ by, pass }, context) => [requestOf(pass, context), ...(by === 'weighted' ? [cost] : [])],
  score(evidence, { eta, by, pass }, context) {
    const covariances = evidence.get(requestOf(pass, context));
    if (!covariances.ok) return undefinedScore(covariances.reason);
    const { taps } = covariances.value;
    if (taps.some(({ values }) => values.some((value: number) => !Number.isFinite(value))))
      return undefinedScore('hidden states that are not finite');
    const components = taps.reduce((sum, { values }) => sum + principalComponents(values, eta), 0);
    if (components === 0) return undefinedScore('the hidden states of no feed-forward layer vary');
    if (by === 'components') return scored(components, { layers: taps.length });
    const size = evidence.get(cost);
    if (!size.ok) return undefinedScore(size.reason);
    return scored(size.value.params * components, { components, layers: taps.length });
  },
});
