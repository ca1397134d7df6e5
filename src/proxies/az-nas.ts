/**
 * Two of AZ-NAS's four criteria (Lee & Ham, CVPR 2024, arXiv 2403.19232; code cvlab-yonsei/AZ-NAS).
 *
 * f_0 .. f_L are the outputs of the blocks (stem, cells, reductions). H_i is the entropy of the normalised eigenvalues p of f_i's channel
 * covariance, - sum p ln(p + 1e-8).
 *   expressivity    sum of H_i
 *   progressivity   smallest H_{i+1} - H_i
 * Trainability needs gradients; complexity is `macs`. The paper aggregates all four by log-ranks among the candidates.
 *
 * Own pass: a batch of N(0,1) numbers, Kaiming normal weights (fan-in). Shared pass: the run's images and copies, the run's weights.
 * A feature map of zeros has no entropy and the network no score (the original: minus infinity).
 */
import { must } from '../core/must.js';
import { sideOf } from '../core/linear-algebra/side-of.js';
import { symmetricEigenvalues } from '../core/linear-algebra/symmetric-eigenvalues.js';
import type { Pass, ReadingValues } from '../runtime/passes/types.js';
import { isOwnPass, paperInit, passOption, sharedPass, type PassOption } from './passes.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore, type Proxy, type ProxyContext } from './types.js';

function requestOf(option: PassOption, context: ProxyContext) {
  const own: Pass = { draw: 0, input: { kind: 'normal' }, norm: 'joint', ...paperInit('kaiming-normal', context) };
  return readingOf(isOwnPass(option, context) ? own : sharedPass, {
    kind: 'channel-moments',
    of: 'block-outputs',
    samples: 'all',
    centred: true,
    ifSingular: 'rows',
  });
}

/** Entropy of eigenvalues as shares of their sum, in nats; undefined when they sum to nothing. */
export function spectralEntropy(eigenvalues: ArrayLike<number>): number | undefined {
  const positive = Float64Array.from(eigenvalues, (value) => Math.max(0, value));
  const sum = positive.reduce((a, b) => a + b, 0);
  if (!(sum > 0)) return undefined;
  return positive.reduce((entropy, value) => entropy - (value / sum) * Math.log(value / sum + 1e-8), 0);
}

function entropyOf(covariance: ReadingValues): number | undefined {
  return spectralEntropy(symmetricEigenvalues(covariance, sideOf(covariance)));
}

function azProxy(id: string, title: string, combine: (entropies: readonly number[]) => number, fewest: number): Proxy {
  return defineProxy({
    id,
    title,
    paper: 'Lee & Ham 2024, arXiv 2403.19232',
    note: "in the shared pass the run's images and weights, where the paper takes N(0,1) numbers and Kaiming normal weights",
    direction: 'higher',
    seeded: true,
    sharedByCanonical: false,
    options: { pass: passOption },
    requests: ({ pass }, context) => [requestOf(pass, context)],
    score(evidence, { pass }, context) {
      const covariances = evidence.get(requestOf(pass, context));
      if (!covariances.ok) return undefinedScore(covariances.reason);
      const { taps } = covariances.value;
      if (taps.length < fewest) return undefinedScore(`the network has ${taps.length} blocks, fewer than ${fewest}`);
      const entropies: number[] = [];
      for (const { values, node } of taps) {
        const entropy = entropyOf(values);
        if (entropy === undefined)
          return undefinedScore(`the feature map after ${node} is zero or holds numbers that are not finite: no entropy`);
        entropies.push(entropy);
      }
      return scored(combine(entropies), { blocks: taps.length });
    },
  });
}

export const azExpressivity = azProxy(
  'az-expressivity',
  'AZ-NAS expressivity: entropy of feature spectra',
  (h) => h.reduce((a, b) => a + b, 0),
  1,
);
export const azProgressivity = azProxy(
  'az-progressivity',
  'AZ-NAS progressivity: smallest growth of that entropy',
  (h) => Math.min(...h.slice(1).map((value, i) => value - must(h[i], 'the block before'))),
  2,
);
