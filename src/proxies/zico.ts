/**
 * ZiCo: how steady the gradients of different batches are (Li et al., ICLR 2023, arXiv 2301.11300; code SLDGroup/ZiCo).
 *
 * With a and b the gradients of two batches of the run's size, a weight counts mean(|a|, |b|) over their population deviation, that is
 * (|a| + |b|) / |a - b|; weights with equal gradients count nothing. The score is the sum over convolutions and linear layers of the
 * logarithm of the layer's sum; layers without any are left out. Sums are heavy-tailed: float32 moves their fourth digit.
 *
 * The two batches are halves of one batch of twice the size, each with separate statistics. The paper takes 128.
 */
import type { Pass } from '../runtime/passes/types.js';
import { crossEntropy } from './layer-sums.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore } from './types.js';

const twoBatches: Pass = { draw: 0, input: { kind: 'two-batches' }, norm: 'halves' };
const request = readingOf(twoBatches, { kind: 'weight-steadiness', of: 'weighted-outputs', loss: crossEntropy });

export const zico = defineProxy({
  id: 'zico',
  title: 'ZiCo: inverse coefficient of variation of gradients',
  paper: 'Li et al. 2023, arXiv 2301.11300',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: {},
  requests: () => [request],
  score(evidence) {
    const layers = evidence.get(request);
    if (!layers.ok) return undefinedScore(layers.reason);
    const sums = layers.value.taps.map(({ values }) => values[0]).filter((sum) => sum > 0);
    return scored(
      sums.reduce((score, sum) => score + Math.log(sum), 0),
      { layers: sums.length },
    );
  },
});
