/**
 * ePADS: efficient perturbation-aware distinguishing score (Huang et al.; code HuangJunh/ePADS).
 *
 * Images x and noisy copies x + n, n ~ N(0, sigma^2), pass through the network in one batch, so batch statistics are joint. At every
 * ReLU call, with codes b = [h > 0] of the images and b~ of the copies and pi a permutation of the batch:
 *   d1 = sum |b[pi] - b|      how different the codes of two images are
 *   d2 = sum |b~ - b|         how different those of an image and its copy are
 * The score is ln of the sum over calls of d1 d2. Large early layers dominate, as in the paper.
 *
 * `shuffle` draws a permutation for each call, as the paper does (fixed points allowed); `expected` takes the mean over all of them,
 * which has less variance. With init `reference` the permutation is i -> i + 1 and the noise is the reference's.
 * A network without ReLUs, or whose codes never differ, has no score (the original: 0 and minus infinity).
 */
import { must } from '../core/must.js';
import { sideOf } from '../core/linear-algebra/side-of.js';
import { createRng } from '../core/rng.js';
import { readingOf } from './readings.js';
import { activationInputs, activationsOption, sharedPass, type ActivationsOption } from './passes.js';
import { defineProxy, scored, undefinedScore, type ProxyContext } from './types.js';
import type { Pass, ReadingValues } from '../runtime/passes/types.js';

interface Options {
  readonly sigma: number;
  readonly activations: ActivationsOption;
}

function requestsOf({ sigma, activations }: Options) {
  const of = activationInputs[activations];
  const pass = passOf(sigma);
  return {
    kernel: readingOf(pass, { kind: 'sign-kernel', of, samples: 'first-half' }),
    changes: readingOf(pass, { kind: 'sign-changes', of }),
  };
}

/** Differing units of samples i and j, from counts of units on in both. */
function hamming(both: ReadingValues, samples: number, i: number, j: number): number {
  const at = (row: number, column: number): number => must(both[row * samples + column], 'a count of each pair');
  return at(i, i) + at(j, j) - 2 * at(i, j);
}

/** d1 for one permutation. */
export function permutedDistance(both: ReadingValues, permutation: ArrayLike<number>): number {
  const samples = permutation.length;
  let sum = 0;
  for (let i = 0; i < samples; i++) sum += hamming(both, samples, i, must(permutation[i], 'a partner of each sample'));
  return sum;
}

/** d1 on average over all permutations. */
export function expectedDistance(both: ReadingValues): number {
  const samples = sideOf(both);
  let sum = 0;
  for (let i = 0; i < samples; i++) for (let j = 0; j < samples; j++) sum += hamming(both, samples, i, j);
  return sum / samples;
}

/** The permutation of a call: drawn for it, or the reference's rotation. */
function permutationOf(call: number, samples: number, { init, seed = 0 }: ProxyContext): number[] {
  const identity = Array.from({ length: samples }, (_, i) => i);
  return init === 'reference'
    ? identity.map((i) => (i + 1) % samples)
    : createRng(seed, `epads permutation ${call}`).shuffle(identity);
}

function passOf(sigma: number): Pass {
  return { ...sharedPass, input: { kind: 'noisy-copies', sigma } };
}

export const epads = defineProxy({
  id: 'epads',
  title: 'ePADS: efficient perturbation-aware distinguishing score',
  paper: 'Huang et al., ePADS (code HuangJunh/ePADS)',
  noteOn: {
    property: 'auxiliaryHead',
    note: 'networks by default without the auxiliary head, whose ReLUs the original counts where a record asks for it: aux=record of the space builds it',
  },
  definedOn: 'networks with ReLU',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: {
    pairs: {
      kind: 'choice',
      default: 'shuffle',
      choices: ['shuffle', 'expected'],
      help: 'shuffle: a random permutation each ReLU (paper); expected: the mean over all of them',
    },
    sigma: { kind: 'number', default: 1, min: 0, help: 'deviation of the noise' },
    activations: activationsOption,
  },
  requests: (options) => Object.values(requestsOf(options)),
  score(evidence, { pairs, ...options }, context) {
    const requests = requestsOf(options);
    const codes = evidence.get(requests.kernel);
    const changed = evidence.get(requests.changes);
    if (!codes.ok || !changed.ok) return undefinedScore(codes.ok ? (changed as { reason: string }).reason : codes.reason);
    let sum = 0;
    codes.value.taps.forEach(({ values }, call) => {
      const samples = sideOf(values);
      const d1 =
        pairs === 'expected' ? expectedDistance(values) : permutedDistance(values, permutationOf(call, samples, context));
      let d2 = 0;
      for (const count of must(changed.value.taps[call], 'the same call').values) d2 += count;
      sum += d1 * d2;
    });
    return sum > 0
      ? scored(Math.log(sum), { sum, calls: codes.value.taps.length })
      : undefinedScore('no code differs between images, or from an image to its copy');
  },
});
