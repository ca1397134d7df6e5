/**
 * VKDNW: entropy of the Fisher information's spectrum, and the number of learned tensors (Tybl & Neumann, CVPR 2025, arXiv 2502.04975;
 * code ondratybl/VKDNW).
 *
 * J holds, for every image, the derivatives of the outputs along the first number of each of the first 128 learned tensors, norms on
 * running statistics. With p the softmax, smoothed by 0.05, and L the Cholesky factor of diag(p) - p p^T, F is the mean over images of
 * (L J)^T (L J). The nine deciles of its singular values, as shares of their sum, have an entropy below ln 9.
 * The score is the number of learned tensors plus that entropy, which so decides between networks of equal size.
 *
 * Own initialisation: Kaiming normal (fan-in). A backward pass an output.
 */
import { firstTap } from './taps.js';
import { lengthAt } from '../arch/ops/shapes.js';
import { sideOf } from '../core/linear-algebra/side-of.js';
import { symmetricEigenvalues } from '../core/linear-algebra/symmetric-eigenvalues.js';
import { percentile } from '../core/statistics/percentile.js';
import { parametersOf } from '../arch/parameters.js';
import type { Pass } from '../runtime/passes/types.js';
import { fisherInformation } from './fisher-information.js';
import { paperInit } from './passes.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore, type ProxyContext } from './types.js';

const tensors = 128;

function requestsOf(context: ProxyContext) {
  const pass: Pass = { draw: 0, input: { kind: 'images' }, norm: 'running', ...paperInit('kaiming-normal', context) };
  return {
    derivatives: readingOf(pass, { kind: 'first-derivatives', of: 'outputs', tensors }),
    outputs: readingOf(pass, { kind: 'values', of: 'outputs', samples: 'all' }),
  } as const;
}

export const vkdnw = defineProxy({
  id: 'vkdnw',
  title: 'VKDNW: entropy of the Fisher spectrum, and the number of layers',
  paper: 'Tybl & Neumann 2025, arXiv 2502.04975',
  note: 'the first 128 learned tensors, as on NAS-Bench-201; defined on networks without embeddings and other learned tables among them',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: {
    count: {
      kind: 'choice',
      default: 'tensors',
      choices: ['tensors', 'none'],
      help: 'add the number of learned tensors, or not',
    },
  },
  requests(_, context) {
    const { derivatives, outputs } = requestsOf(context);
    return [derivatives, outputs, { kind: 'architecture' }];
  },
  score(evidence, { count }, context) {
    const requests = requestsOf(context);
    const derivatives = evidence.get(requests.derivatives);
    if (!derivatives.ok) return undefinedScore(derivatives.reason);
    const outputs = evidence.get(requests.outputs);
    if (!outputs.ok) return undefinedScore(outputs.reason);
    const architecture = evidence.get({ kind: 'architecture' });
    if (!architecture.ok) return undefinedScore(architecture.reason);
    const { values, shape } = firstTap(derivatives.value.taps);
    if (values.length === 0) return undefinedScore('the network has no learned tensors');
    const logits = firstTap(outputs.value.taps).values;
    const information = fisherInformation(values, logits, lengthAt(shape, 0), lengthAt(shape, 1));
    const spectrum = symmetricEigenvalues(information, sideOf(information)).map(Math.abs).sort();
    const deciles = Array.from({ length: 9 }, (_, i) => percentile([...spectrum], (i + 1) * 10));
    const sum = deciles.reduce((a, b) => a + b, 0) + 1e-10;
    const entropy = deciles.reduce((total, q) => total - (q / sum) * Math.log(q / sum + 1e-10), 0);
    const learned = [...parametersOf(architecture.value).values()].flat().length;
    return scored(count === 'tensors' ? learned + entropy : entropy, { entropy, tensors: learned });
  },
});
