/**
 * ZiCo: how steady the gradients of different batches are (Li et al., ICLR 2023, arXiv 2301.11300; code SLDGroup/ZiCo).
 *
 * With a and b the gradients of two batches of the run's size, a weight counts mean(|a|, |b|) over their population deviation, that is
 * (|a| + |b|) / |a - b|; weights with equal gradients count nothing. The score is the sum over convolutions and linear layers of the
 * logarithm of the layer's sum; layers without any are left out. Sums are heavy-tailed: float32 moves their fourth digit.
 *
 * The first batch is the one that other gradient proxies read, from the same run. The paper takes 128 images a batch.
 */
import type { Pass, ReadingValues } from '../runtime/passes/types.js';
import { crossEntropy } from './layer-sums.js';
import { imagesPass } from './passes.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore } from './types.js';

const secondPass: Pass = { ...imagesPass, input: { kind: 'second-batch' } };
const [first, second] = [imagesPass, secondPass].map((pass) =>
  readingOf(pass, { kind: 'weight-gradient', of: 'weighted-outputs', loss: crossEntropy, measure: 'values' }),
);

/** Sum of (|a| + |b|) / |a - b| over weights whose gradients in two batches differ. */
export function steadiness(a: ReadingValues, b: ReadingValues): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i] - b[i]);
    if (difference > 0) sum += (Math.abs(a[i]) + Math.abs(b[i])) / difference;
  }
  return sum;
}

export const zico = defineProxy({
  id: 'zico',
  title: 'ZiCo: inverse coefficient of variation of gradients',
  paper: 'Li et al. 2023, arXiv 2301.11300',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: {},
  requests: () => [first, second],
  score(evidence) {
    const layers = evidence.get(first);
    if (!layers.ok) return undefinedScore(layers.reason);
    const others = evidence.get(second);
    if (!others.ok) return undefinedScore(others.reason);
    const sums = layers.value.taps
      .map(({ values }, layer) => steadiness(values, others.value.taps[layer].values))
      .filter((sum) => sum > 0);
    return scored(
      sums.reduce((score, sum) => score + Math.log(sum), 0),
      { layers: sums.length },
    );
  },
});
