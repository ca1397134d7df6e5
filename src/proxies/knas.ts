/**
 * KNAS: the mean of the Gram matrix of gradients (Xu et al., ICML 2021, arXiv 2111.13293; code Jingjing-NLP/KNAS).
 *
 * The code takes 50 minibatches, the first 11 learned tensors of at least 50 numbers, and the gradients g of the first 50 numbers of each: for
 * each number, the values of the first 25 minibatches and those of the last 25 are centred, and the score is the sum over numbers and
 * tensors of their inner products, divided by 2,500.
 *
 * Deviations: a minibatch is one image of the run's batch, so that one backward pass (GradSign's) serves; the halves are those of
 * the batch; scales of norms are left out. The order of the minibatches decides which values meet, so the score is noise
 * to a large part, in the original too.
 */
import { lengthAt } from '../arch/ops/shapes.js';
import { must } from '../core/must.js';
import { crossEntropy } from './layer-sums.js';
import type { Pass } from '../runtime/passes/types.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore } from './types.js';

const numbers = 50;
const singleImages: Pass = { draw: 0, input: { kind: 'images' }, norm: 'each' };
const request = readingOf(singleImages, {
  kind: 'weight-samples',
  of: 'first-weighted-outputs',
  loss: crossEntropy,
  count: numbers,
});

/** The inner product of two halves of a column, each less its mean. @param rows of gradients, `numbers` wide. */
function covariance(rows: ArrayLike<number>, column: number, half: number): number {
  const at = (row: number): number => must(rows[row * numbers + column], 'a number of each gradient');
  let [first, second] = [0, 0];
  for (let row = 0; row < half; row++) {
    first += at(row) / half;
    second += at(half + row) / half;
  }
  let sum = 0;
  for (let row = 0; row < half; row++) sum += (at(row) - first) * (at(half + row) - second);
  return sum;
}

export const knas = defineProxy({
  id: 'knas',
  title: 'KNAS: mean of the Gram matrix of gradients',
  paper: 'Xu et al. 2021, arXiv 2111.13293',
  note: 'a minibatch is one image of the batch, where the original takes 50 batches',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: {},
  requests: () => [request],
  score(evidence) {
    const layers = evidence.get(request);
    if (!layers.ok) return undefinedScore(layers.reason);
    let sum = 0;
    for (const { values, shape } of layers.value.taps) {
      const half = Math.floor(lengthAt(shape, 0) / 2);
      if (half < 2) return undefinedScore('needs a batch of at least 4 images');
      for (let column = 0; column < numbers; column++) sum += covariance(values, column, half);
    }
    return scored(sum / 2500, { layers: layers.value.taps.length });
  },
});
