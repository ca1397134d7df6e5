/**
 * NASWOT: how differently a network codes different images (Mellor et al., ICML 2021, arXiv 2006.04647).
 *
 * K[i][j] counts the ReLU inputs at which the codes [h > 0] of images i and j agree; the score is ln |det K|. Every call of a ReLU counts.
 *   naswot   counts only ReLUs that a gradient reaches (code BayesWatch/nas-without-training). NAS's `none` is x times 0 and conducts
 *            a gradient of zero, so on NAS-Bench-201 nothing is left out; `relus=live` leaves out what only `none` connects.
 *   nwot     counts all (NASLib's hook_logdet).
 * A singular kernel (two images with the same codes) has no score (the original: minus infinity).
 *
 * Deviation in the shared pass: batch statistics include the noisy copies. The papers' batches are 128 and 64 images: the run's batch.
 */
import { logDeterminant } from '../core/linear-algebra/log-determinant.js';
import type { Pass, TapValue } from '../runtime/passes/types.js';
import { agreementKernel } from './agreement-kernel.js';
import { imagesPass, isOwnPass, passOption, sharedPass, type PassOption } from './passes.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore, type Proxy, type ProxyContext, type Score } from './types.js';

type Relus = 'reached' | 'live' | 'all';

const counts: { readonly [relus in Relus]: (tap: TapValue) => boolean } = {
  reached: ({ reaches }) => reaches,
  live: ({ live }) => live,
  all: () => true,
};

function requestOf(option: PassOption, context: ProxyContext) {
  const isOwn = isOwnPass(option, context);
  const pass: Pass = isOwn ? imagesPass : sharedPass;
  return readingOf(pass, { kind: 'sign-kernel', of: 'rectifier-inputs', samples: isOwn ? 'all' : 'first-half' });
}

function naswotProxy(id: string, title: string, paper: string, relus: Relus): Proxy {
  return defineProxy({
    id,
    title,
    paper,
    note: 'in the shared pass batch statistics include the noisy copies',
    direction: 'higher',
    seeded: true,
    sharedByCanonical: false,
    options: {
      relus: {
        kind: 'choice',
        default: relus,
        choices: ['reached', 'live', 'all'],
        help: 'which ReLUs count: those a gradient reaches, those connected without none, or all',
      },
      pass: passOption,
    },
    requests: ({ pass }, context) => [requestOf(pass, context)],
    score(evidence, options, context): Score {
      const codes = evidence.get(requestOf(options.pass, context));
      if (!codes.ok) return undefinedScore(codes.reason);
      const taps = codes.value.taps.filter(counts[options.relus]);
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
