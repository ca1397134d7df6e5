/**
 * NASWOT: how differently a network codes different images (Mellor et al., ICML 2021, arXiv 2006.04647).
 *
 * K[i][j] counts the ReLU inputs at which the codes [h > 0] of images i and j agree; the score is ln |det K|. Every call of a ReLU counts.
 *   naswot   counts only ReLUs that a gradient reaches (code BayesWatch/nas-without-training). NAS's `none` is x times 0 and conducts
 *            a gradient of zero, so on NAS-Bench-201 nothing is left out; `relus=live` leaves out what only `none` connects.
 *            `relus=gradient` runs the backward pass and leaves out what receives a gradient of zeros only.
 *   nwot     counts all (NASLib's hook_logdet).
 * A singular kernel (two images with the same codes) has no score (the original: minus infinity).
 *
 * Deviation in the shared pass: batch statistics include the noisy copies. The papers' batches are 128 and 64 images: the run's batch.
 */
import { logDeterminant } from '../core/linear-algebra/log-determinant.js';
import type { Pass, TapValue } from '../runtime/passes/types.js';
import { agreementKernel } from './agreement-kernel.js';
import {
  activationInputs,
  activationsOption,
  imagesPass,
  isOwnPass,
  passOption,
  sharedPass,
  type ActivationsOption,
  type PassOption,
} from './passes.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore, type Proxy, type ProxyContext, type Score } from './types.js';

type Relus = 'reached' | 'live' | 'gradient' | 'all';

interface Options {
  readonly pass: PassOption;
  readonly activations: ActivationsOption;
}

/** @param gradient what was read of the tap's gradient, for the rule that asks for it. */
const counts: { readonly [relus in Relus]: (tap: TapValue, gradient: TapValue | undefined) => boolean } = {
  reached: ({ reaches }) => reaches,
  live: ({ live }) => live,
  gradient: (_, gradient) => gradient !== undefined && receivesGradient(gradient),
  all: () => true,
};

function requestsOf({ pass: option, activations }: Options, context: ProxyContext) {
  const of = activationInputs[activations];
  const isOwn = isOwnPass(option, context);
  const pass: Pass = isOwn ? imagesPass : sharedPass;
  return {
    codes: readingOf(pass, { kind: 'sign-kernel', of, samples: isOwn ? 'all' : 'first-half' }),
    gradients: readingOf(pass, { kind: 'gradient-products', of, loss: 'outputs', through: false }),
  } as const;
}

/** Whether the products of a tap's gradients are of gradients that are not all zero. */
function receivesGradient({ values }: TapValue): boolean {
  return values.some((value: number) => value !== 0);
}

function naswotProxy(id: string, title: string, paper: string, relus: Relus): Proxy {
  return defineProxy({
    id,
    title,
    paper,
    note: 'in the shared pass batch statistics include the noisy copies',
    definedOn: 'networks with ReLU',
    direction: 'higher',
    seeded: true,
    sharedByCanonical: false,
    options: {
      relus: {
        kind: 'choice',
        default: relus,
        choices: ['reached', 'live', 'gradient', 'all'],
        help: 'which ReLUs count: those a gradient can reach, those connected without none, those whose gradient is not zero (a backward pass), or all',
      },
      activations: activationsOption,
      pass: passOption,
    },
    requests(options, context) {
      const own = requestsOf(options, context);
      return options.relus === 'gradient' ? [own.codes, own.gradients] : [own.codes];
    },
    score(evidence, options, context): Score {
      const requests = requestsOf(options, context);
      const codes = evidence.get(requests.codes);
      if (!codes.ok) return undefinedScore(codes.reason);
      const visited = options.relus === 'gradient' ? evidence.get(requests.gradients) : undefined;
      if (visited?.ok === false) return undefinedScore(visited.reason);
      const taps = codes.value.taps.filter((tap, i) => counts[options.relus](tap, visited?.value.taps[i]));
      if (taps.length === 0) return undefinedScore('no ReLU counts');
      const { samples, units, counts: kernel } = agreementKernel(taps);
      const value = logDeterminant(kernel, samples);
      return value === undefined
        ? undefinedScore('kernel matrix singular (log-determinant minus infinity)')
        : scored(value, { calls: taps.length, units });
    },
  });
}

export const naswot = naswotProxy(
  'naswot',
  'NASWOT: log-determinant of the agreement of ReLU codes',
  'Mellor et al. 2021, arXiv 2006.04647',
  'reached',
);
export const nwot = naswotProxy(
  'nwot',
  'NASWOT as NASLib has it: every ReLU counts',
  'Mellor et al. 2021, arXiv 2006.04647; NAS-Bench-Suite-Zero, arXiv 2210.03230',
  'all',
);
