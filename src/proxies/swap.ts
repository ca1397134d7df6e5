/**
 * SWAP and regularised SWAP: sample-wise activation patterns (Peng et al., ICLR 2024, arXiv 2403.04161; code pym1024/SWAP).
 *
 * Each unit of each ReLU has a pattern: the signs of its output over S images. The score is the number of distinct patterns among all units,
 * at most 2^S. Regularised: times exp(-(P - mu)^2 / sigma) with P the params in thousands; mu and sigma are chosen for a size, the
 * papers' values are not public, so there is no default.
 *
 * Own pass: the first 16 images as the batch, all weights N(0,1). Deviations in the shared pass: the first S images of the run's batch, so
 * batch statistics are those of the complete batch and its noisy copies; weights by the run's init. Batch norm makes the scale of the
 * weights before it irrelevant. The paper averages 32 draws (`repeats`); its code never seeds them.
 */
import type { Pass } from '../runtime/passes/types.js';
import { distinctValues } from './agreement-kernel.js';
import { countDistinctCodes } from './distinct-codes.js';
import {
  activationInputs,
  activationsOption,
  type ActivationsOption,
  draws,
  imagesPass,
  isOwnPass,
  paperInit,
  passOption,
  repeatsOption,
  sharedPass,
  type PassOption,
} from './passes.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore, type ProxyContext } from './types.js';

interface Options {
  readonly images: number;
  readonly repeats: number;
  readonly activations: ActivationsOption;
  readonly pass: PassOption;
}

function requestsOf({ images, repeats, activations, pass: option }: Options, context: ProxyContext) {
  const pass: Pass = isOwnPass(option, context) ? { ...imagesPass, batch: images, ...paperInit('normal', context) } : sharedPass;
  return draws(pass, repeats).map((own) =>
    readingOf(own, { kind: 'sign-codes', of: activationInputs[activations], samples: images }),
  );
}

export const swap = defineProxy({
  id: 'swap',
  title: 'SWAP: distinct sample-wise activation patterns',
  paper: 'Peng et al. 2024, arXiv 2403.04161',
  note: "in the shared pass the run's weights and batch statistics, one draw; the paper averages 32 draws of N(0,1) weights",
  definedOn: 'networks with ReLU',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: {
    images: {
      kind: 'integer',
      default: 16,
      min: 1,
      max: 64,
      help: 'images a pattern is made of: the ceiling is 2 to this power',
    },
    repeats: repeatsOption(32),
    mu: { kind: 'number', default: 0, help: 'regularised: the params to aim at, in thousands' },
    sigma: { kind: 'number', default: 0, min: 0, help: 'regularised: how far from mu still counts; 0: not regularised' },
    activations: activationsOption,
    pass: passOption,
  },
  requests: (options, context) => [...requestsOf(options, context), ...(options.sigma > 0 ? [{ kind: 'cost' } as const] : [])],
  score(evidence, options, context) {
    let patterns = 0;
    for (const request of requestsOf(options, context)) {
      const codes = evidence.get(request);
      if (!codes.ok) return undefinedScore(codes.reason);
      patterns +=
        countDistinctCodes([...distinctValues(codes.value.taps).keys()], Math.ceil(options.images / 8)) / options.repeats;
    }
    if (options.sigma === 0) return scored(patterns);
    const cost = evidence.get({ kind: 'cost' });
    if (!cost.ok) return undefinedScore(cost.reason);
    return scored(patterns * Math.exp(-((cost.value.params / 1000 - options.mu) ** 2) / options.sigma), { patterns });
  },
});
