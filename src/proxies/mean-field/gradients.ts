/**
 * The limit of the backward pass: how large gradients become, as one number a map.
 *
 * A random direction of the output with length 1 is sent back. A layer whose weights have variance 1 / fan_in keeps the gradient's energy (its
 * square, summed over channels and pixels), a ReLU halves it, batch norm divides it by the variance that it took away, a sum gives all of it to
 * every term, and channels side by side give each input its share. Overlapping averages keep what they keep of the variance forward; a mean over
 * all pixels divides by their number; a maximum hands all of it to one pixel, a product to the input whose
 * map it has. Every layer behind batch norm and ReLU adds a factor of pi / (pi - 1),
 * unless a skip goes past it: that is how gradients explode (Philipp et al. 2017, arXiv 1712.05577; Yang et al. 2019, arXiv 1902.08129).
 */
import { varianceOf } from './covariance.js';
import { carriedInput, carries, type Limit, type Maps } from './propagate.js';
import type { Step } from './steps.js';

/** What a pool leaves of the energy. */
function pooledShare({ definition, pooledShare: share, inputs, output }: Step, maps: Maps): number {
  if (share !== undefined) return share;
  const { covariance } = maps;
  if (definition.pool === 'max' || !carries(maps, inputs[0])) return 1;
  return varianceOf(covariance[output]) / varianceOf(covariance[inputs[0]]);
}

/** Gives the inputs of a node what they get of its gradient. */
function handBack(step: Step, maps: Maps): void {
  const { inputs, inputChannels, output, channels } = step;
  const { covariance, gradient } = maps;
  const x = inputs[0];
  const own = gradient[output];
  switch (step.backward) {
    case 'norm':
      gradient[x] += carries(maps, x) ? own / varianceOf(covariance[x]) : 0;
      break;
    case 'pool':
      gradient[x] += own * pooledShare(step, maps);
      break;
    case 'rectify':
      gradient[x] += own / 2;
      break;
    case 'join':
      for (let i = 0; i < inputs.length; i++) gradient[inputs[i]] += (own * inputChannels[i]) / channels;
      break;
    case 'sum':
      for (let i = 0; i < inputs.length; i++) gradient[inputs[i]] += own;
      break;
    case 'carry':
      gradient[carriedInput(maps, inputs)] += own;
      break;
    default:
      step.backward satisfies never;
  }
}

/**
 * The mean over layers of the expected square of the gradient of their weights, in units of the weights: |dW|^2 / |W|^2, pixels taken as
 * independent. Used once for a limit.
 */
export function relativeGradient({ live, maps }: Limit): number {
  const { covariance, offset, gradient } = maps;
  let sum = 0;
  let layers = 0;
  for (const step of live) {
    if (step.inputs.length === 0) continue;
    const x = step.inputs[0];
    if (step.isLayer && carries(maps, x)) {
      layers++;
      sum += (gradient[step.output] * step.fanIn * (varianceOf(covariance[x]) + offset[x])) / step.channels;
    }
    handBack(step, maps);
  }
  return layers === 0 ? 0 : Math.min(sum / layers, Number.MAX_VALUE);
}
