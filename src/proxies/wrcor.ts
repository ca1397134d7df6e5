/**
 * WRCor: how differently a network responds to different images, forward and backward (Jing et al. 2025, arXiv 2507.08841; code
 * kunjing96/ZSNAS-WRCor).
 *
 * For every ReLU of module i (cells and blocks, counted from 0; what follows the last counts as one more), A is the absolute correlation
 * of the images' ReLU inputs and G that of the gradients of the loss at that input, through this ReLU; K = sum of 2^i (A + G) and the
 * score is ln |det K|. A matrix with a constant row is left out. ReLUs of the stem do not count.
 *
 * Deviation: the original's last ReLU works in place, so that its output is read for its input there.
 */
import { sideOf } from '../core/linear-algebra/side-of.js';
import { logDeterminant } from '../core/linear-algebra/log-determinant.js';
import type { Architecture } from '../arch/types.js';
import type { TapValue } from '../runtime/passes/types.js';
import { correlations } from './correlations.js';
import { crossEntropy } from './layer-sums.js';
import { imagesPass } from './passes.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore } from './types.js';

const forward = readingOf(imagesPass, { kind: 'sample-products', of: 'rectifier-inputs' });
const backward = readingOf(imagesPass, {
  kind: 'gradient-products',
  of: 'rectifier-inputs',
  loss: crossEntropy,
  through: true,
});

/** The number of a tap's module; undefined in the stem. */
function moduleOf({ groups = [] }: Architecture, { group }: TapValue): number | undefined {
  const modules = groups.filter(({ kind }) => kind !== 'stem' && kind !== 'head');
  const own = groups.find(({ id }) => id === group);
  if (own?.kind === 'stem') return undefined;
  const place = modules.findIndex(({ id }) => id === group);
  return place < 0 ? modules.length : place;
}

export const wrcor = defineProxy({
  id: 'wrcor',
  title: 'WRCor: weighted correlation of responses',
  paper: 'Jing et al. 2025, arXiv 2507.08841',
  note: 'responses are those of ReLUs, as in the code of the paper, which says nothing of GELU or SiLU',
  definedOn: 'networks with ReLU',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: {
    of: {
      kind: 'choice',
      default: 'both',
      choices: ['both', 'activations', 'gradients'],
      help: 'responses counted: activations, gradients or both',
    },
    weights: { kind: 'choice', default: 'depth', choices: ['depth', 'equal'], help: '2^i for module i, or 1' },
  },
  requests: ({ of }) => [
    ...(of === 'gradients' ? [] : [forward]),
    ...(of === 'activations' ? [] : [backward]),
    { kind: 'architecture' },
  ],
  score(evidence, { of, weights }) {
    const architecture = evidence.get({ kind: 'architecture' });
    if (!architecture.ok) return undefinedScore(architecture.reason);
    let kernel: Float64Array | undefined;
    for (const request of [...(of === 'gradients' ? [] : [forward]), ...(of === 'activations' ? [] : [backward])]) {
      const responses = evidence.get(request);
      if (!responses.ok) return undefinedScore(responses.reason);
      for (const tap of responses.value.taps) {
        const module = moduleOf(architecture.value, tap);
        const matrix = module === undefined ? undefined : correlations(tap.values);
        if (module === undefined || matrix === undefined) continue;
        const weight = weights === 'depth' ? 2 ** module : 1;
        const sums = (kernel ??= new Float64Array(matrix.length));
        for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] ?? NaN) + weight * Math.abs(matrix[i] ?? NaN);
      }
    }
    if (kernel === undefined) return undefinedScore('no ReLU responds differently to different images');
    const value = logDeterminant(kernel, sideOf(kernel));
    return value === undefined ? undefinedScore('kernel matrix singular (log-determinant minus infinity)') : scored(value);
  },
});
