/**
 * Entropy score (ES), the baseline of MLFE (code NingW3028/MLFE): the sum over feature maps f of mean(f ln(f + 0.001)).
 *
 * The logarithm needs f >= 0, so the maps are the outputs of ReLUs (a choice of ours: which maps the code hooks is not known).
 * Own pass: the paper's inputs, uniform in [0, 1). Shared pass: the run's images and their copies.
 */
import { firstNumber } from './taps.js';
import { isOwnPass, passOption, sharedPass, type PassOption } from './passes.js';
import type { Pass } from '../runtime/passes/types.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore, type ProxyContext } from './types.js';

function requestOf(option: PassOption, context: ProxyContext) {
  const own: Pass = { draw: 0, input: { kind: 'uniform' }, norm: 'joint' };
  return readingOf(isOwnPass(option, context) ? own : sharedPass, { kind: 'x-log-x', of: 'rectifier-outputs' });
}

export const entropy = defineProxy({
  id: 'entropy',
  title: 'Entropy score of feature maps',
  paper: 'baseline in Ning Wu et al. 2026 (code NingW3028/MLFE)',
  note: 'maps are the outputs of ReLUs: our choice; the definition has a logarithm of their numbers and says nothing of GELU or SiLU, whose outputs may be negative',
  definedOn: 'networks with ReLU',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: { pass: passOption },
  requests: ({ pass }, context) => [requestOf(pass, context)],
  score(evidence, { pass }, context) {
    const entropies = evidence.get(requestOf(pass, context));
    if (!entropies.ok) return undefinedScore(entropies.reason);
    return scored(
      entropies.value.taps.reduce((sum, { values }) => sum + firstNumber(values), 0),
      { maps: entropies.value.taps.length },
    );
  },
});
