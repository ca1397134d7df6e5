/**
 * NEAR: effective rank of activations (Husistein, Reiher & Eckhoff, ICLR 2025, arXiv 2408.08776).
 *
 * For every ReLU call, the inputs and the outputs are matrices with a row for every sample and position and a column for every channel.
 * With s their singular values as shares of the sum, the effective rank is exp(- sum s ln s) (Roy & Vetterli 2007). The score is the sum.
 *
 * Singular values come from the Gram matrix of the channels or, where there are fewer rows, of the rows, computed in the graph in float32: those below
 * about 3e-4 of the largest are noise.
 * The paper averages 32 draws of weights (`repeats`).
 */
import { sideOf } from '../core/linear-algebra/side-of.js';
import { symmetricEigenvalues } from '../core/linear-algebra/symmetric-eigenvalues.js';
import type { ReadingValues } from '../runtime/passes/types.js';
import {
  activationsOption,
  type ActivationsOption,
  draws,
  imagesPass,
  isOwnPass,
  passOption,
  repeatsOption,
  sharedPass,
  type PassOption,
} from './passes.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore, type ProxyContext } from './types.js';

const activationSides = {
  relu: ['rectifier-inputs', 'rectifier-outputs'],
  smooth: ['bend-inputs', 'bend-outputs'],
} as const;

interface Options {
  readonly repeats: number;
  readonly activations: ActivationsOption;
  readonly pass: PassOption;
}

function requestsOf({ repeats, activations, pass: option }: Options, context: ProxyContext) {
  const pass = isOwnPass(option, context) ? imagesPass : sharedPass;
  return draws(pass, repeats).flatMap((own) =>
    activationSides[activations].map((of) =>
      readingOf(own, { kind: 'channel-moments', of, samples: 'all', centred: false, ifSingular: 'rows' }),
    ),
  );
}

/** exp of the entropy of the singular values of a matrix X, from X^T X or X X^T; 0 for a matrix of zeros. */
export function effectiveRank(gram: ReadingValues): number {
  const singular = symmetricEigenvalues(gram, sideOf(gram)).map((value) => Math.sqrt(Math.max(0, value)));
  const sum = singular.reduce((a, b) => a + b, 0);
  if (sum === 0) return 0;
  return Math.exp(
    singular.reduce((entropy, value) => (value === 0 ? entropy : entropy - (value / sum) * Math.log(value / sum)), 0),
  );
}

export const near = defineProxy({
  id: 'near',
  title: 'NEAR: effective rank of activations',
  paper: 'Husistein, Reiher & Eckhoff 2025, arXiv 2408.08776',
  note: 'one draw of weights, where the paper averages 32',
  definedOn: 'networks with ReLU',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: { repeats: repeatsOption(32), activations: activationsOption, pass: passOption },
  requests: (options, context) => requestsOf(options, context),
  score(evidence, options, context) {
    let sum = 0;
    const known = new Map<ReadingValues, number>();
    for (const request of requestsOf(options, context)) {
      const grams = evidence.get(request);
      if (!grams.ok) return undefinedScore(grams.reason);
      for (const { values } of grams.value.taps) {
        const rank = known.get(values) ?? effectiveRank(values);
        known.set(values, rank);
        sum += rank / options.repeats;
      }
    }
    return scored(sum);
  },
});
