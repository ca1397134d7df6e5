/**
 * T-CET: how differently layers code images, weighted by how evenly their weights matter (code iViolinSolo/zero-cost-proxies, SNIP variant).
 *
 * The sum over convolutions and linear layers of L_l S_l: L_l is the layer's log-determinant of agreement (`layerwise-naswot:of=conv`), and
 * S_l the sum over the standard deviation of the layer's SNIP scores |w dL/dw|; a layer whose scores all equal counts with the sum alone, one
 * with a singular kernel with 0.
 *
 * Deviations: SNIP's scores (`synflow`'s are the other choice of the original), batch statistics where the original reads codes in eval mode.
 */
import { firstNumber } from './taps.js';
import { must } from '../core/must.js';
import { logDeterminant } from '../core/linear-algebra/log-determinant.js';
import { product } from '../arch/ops/shapes.js';
import { parametersOf } from '../arch/parameters.js';
import type { TapValue, WeightMeasure } from '../runtime/passes/types.js';
import { agreementKernel } from './agreement-kernel.js';
import { crossEntropy } from './layer-sums.js';
import { imagesPass } from './passes.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore } from './types.js';

const of = 'weighted-outputs';
const codes = readingOf(imagesPass, { kind: 'sign-kernel', of, samples: 'all' });
const measured = (measure: WeightMeasure) => readingOf(imagesPass, { kind: 'weight-gradient', of, loss: crossEntropy, measure });
const magnitudes = measured('magnitude');
const squares = measured('square');

const numberAt = (taps: readonly TapValue[], layer: number): number => firstNumber(must(taps[layer], 'the same layer').values);

/** A sum over its standard deviation (of a sample), from sums of numbers and of their squares; the sum where they are all equal. */
function signalToNoise(sum: number, squareSum: number, count: number): number {
  const variance = count > 1 ? (squareSum - sum ** 2 / count) / (count - 1) : 0;
  return variance > 1e-12 * (squareSum / count) ? sum / Math.sqrt(variance) : sum;
}

export const tCet = defineProxy({
  id: 't-cet',
  title: 'T-CET: layer-wise NASWOT weighted by the signal-to-noise ratio of SNIP',
  paper: 'code iViolinSolo/zero-cost-proxies; compared in arXiv 2505.07300',
  note: 'batch statistics, where the original reads codes in eval mode',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: {},
  requests: () => [codes, magnitudes, squares, { kind: 'architecture' }],
  score(evidence) {
    const kernels = evidence.get(codes);
    if (!kernels.ok) return undefinedScore(kernels.reason);
    const sums = evidence.get(magnitudes);
    if (!sums.ok) return undefinedScore(sums.reason);
    const squareSums = evidence.get(squares);
    if (!squareSums.ok) return undefinedScore(squareSums.reason);
    const architecture = evidence.get({ kind: 'architecture' });
    if (!architecture.ok) return undefinedScore(architecture.reason);
    const parameters = parametersOf(architecture.value);
    let total = 0;
    let singular = 0;
    kernels.value.taps.forEach((tap, layer) => {
      const { samples, counts } = agreementKernel([tap]);
      const expressivity = logDeterminant(counts, samples);
      if (expressivity === undefined) return void singular++;
      const weight = parameters.get(tap.node)?.find(({ role }) => role === 'weight');
      const [sum, squareSum] = [numberAt(sums.value.taps, layer), numberAt(squareSums.value.taps, layer)];
      total += expressivity * signalToNoise(sum, squareSum, weight === undefined ? 1 : product(weight.shape));
    });
    return scored(total, { layers: kernels.value.taps.length, singular });
  },
});
