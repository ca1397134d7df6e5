/**
 * l2_norm: the sum over convolutions and linear layers of the Euclidean norm of the weights at initialisation (Abdelfattah et al., ICLR 2021,
 * arXiv 2101.08134). Nothing is run. `by=expected` takes each norm's expectation, which for PyTorch's default initialisation is
 * sqrt(outputs / 3): a count of layers weighted by width.
 */
import { defineProxy, scored, undefinedScore } from './types.js';

const weights = { kind: 'weights', draw: 0 } as const;

export const l2Norm = defineProxy({
  id: 'l2-norm',
  title: 'Sum of the weight norms of layers',
  paper: 'Abdelfattah et al. 2021, arXiv 2101.08134',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: {
    by: {
      kind: 'choice',
      default: 'weights',
      choices: ['weights', 'expected'],
      help: 'norms of the drawn weights, or their expectation',
    },
  },
  requests: () => [weights],
  score(evidence, { by }) {
    const drawn = evidence.get(weights);
    if (!drawn.ok) return undefinedScore(drawn.reason);
    return scored(
      drawn.value.layers.reduce((sum, { norm, expectedNorm }) => sum + (by === 'weights' ? norm : expectedNorm), 0),
      { layers: drawn.value.layers.length },
    );
  },
});
