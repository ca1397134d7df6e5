/**
 * Layer-wise NASWOT: the sum over layers of ln |det K_l|, with K_l the agreement of codes at one layer (code ViolinSolo; Mellor et al.,
 * arXiv 2006.04647). A layer with a singular kernel adds 0.
 *
 * `of=conv` codes by the sign of every convolution's and linear layer's output (lnwot), `of=relu` by every ReLU's input.
 * Deviations: the original runs in eval mode, on running statistics; here batch statistics are the default (as for the reference values,
 * and because at initialisation running statistics say nothing), `norm=running` gives those of the original, in a separate pass.
 * In the shared pass batch statistics include the noisy copies.
 */
import { logDeterminant } from '../core/linear-algebra/log-determinant.js';
import type { Pass, Reading } from '../runtime/passes/types.js';
import { agreementKernel } from './agreement-kernel.js';
import { imagesPass, isOwnPass, passOption, sharedPass, type PassOption } from './passes.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore, type ProxyContext } from './types.js';

interface Options {
  readonly of: 'conv' | 'relu';
  readonly norm: 'batch' | 'running';
  readonly pass: PassOption;
}

function requestOf({ of, norm, pass: option }: Options, context: ProxyContext) {
  const isOwn = norm === 'running' || isOwnPass(option, context);
  const pass: Pass = norm === 'running' ? { ...imagesPass, norm: 'running' } : isOwn ? imagesPass : sharedPass;
  const reading: Reading = {
    kind: 'sign-kernel',
    of: of === 'conv' ? 'weighted-outputs' : 'rectifier-inputs',
    samples: isOwn ? 'all' : 'first-half',
  };
  return readingOf(pass, reading);
}

export const layerwiseNaswot = defineProxy({
  id: 'layerwise-naswot',
  title: 'Layer-wise NASWOT: log-determinants of every layer',
  paper: 'Mellor et al. 2021, arXiv 2006.04647; code ViolinSolo',
  note: 'batch statistics by default, where the original runs in eval mode (norm=running)',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: {
    of: {
      kind: 'choice',
      default: 'conv',
      choices: ['conv', 'relu'],
      help: 'signs of the outputs of layers with weights, or of the inputs of ReLUs',
    },
    norm: {
      kind: 'choice',
      default: 'batch',
      choices: ['batch', 'running'],
      help: 'batch norm by batch statistics, or by running statistics (mean 0, variance 1)',
    },
    pass: passOption,
  },
  requests: (options, context) => [requestOf(options, context)],
  score(evidence, options, context) {
    const codes = evidence.get(requestOf(options, context));
    if (!codes.ok) return undefinedScore(codes.reason);
    let sum = 0;
    let singular = 0;
    const known = new Map<unknown, number | undefined>();
    for (const tap of codes.value.taps) {
      if (!known.has(tap.values)) {
        const { samples, counts } = agreementKernel([tap]);
        known.set(tap.values, logDeterminant(counts, samples));
      }
      const value = known.get(tap.values);
      if (value === undefined) singular++;
      else sum += value;
    }
    return scored(sum, { layers: codes.value.taps.length, singular });
  },
});
