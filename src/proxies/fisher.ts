/**
 * Fisher: per channel of every convolution and linear output a, half the mean over samples of (sum over positions of a dL/da)^2
 * (Theis et al. 2018, arXiv 1801.05787; Turner et al., ICLR 2020, arXiv 1906.04113; code SamsungLabs/zero-cost-nas).
 *
 * zero-cost-nas spreads a channel's number over all of its weights before it adds, so that large kernels weigh more; `per=channel` does not.
 */
import { lengthAt, product } from '../arch/ops/shapes.js';
import { parametersOf } from '../arch/parameters.js';
import { crossEntropy } from './layer-sums.js';
import { imagesPass } from './passes.js';
import { readingOf } from './readings.js';
import { defineProxy, scored, undefinedScore } from './types.js';

const request = readingOf(imagesPass, { kind: 'channel-fisher', of: 'weighted-outputs', loss: crossEntropy });

export const fisher = defineProxy({
  id: 'fisher',
  title: 'Fisher information of channels',
  paper: 'Turner et al. 2020, arXiv 1906.04113; Abdelfattah et al. 2021, arXiv 2101.08134',
  direction: 'higher',
  seeded: true,
  sharedByCanonical: false,
  options: {
    per: {
      kind: 'choice',
      default: 'weight',
      choices: ['weight', 'channel'],
      help: "a channel's information counts once for each of its weights, as in zero-cost-nas, or once",
    },
  },
  requests: () => [request, { kind: 'architecture' }],
  score(evidence, { per }) {
    const channels = evidence.get(request);
    if (!channels.ok) return undefinedScore(channels.reason);
    const architecture = evidence.get({ kind: 'architecture' });
    if (!architecture.ok) return undefinedScore(architecture.reason);
    const parameters = parametersOf(architecture.value);
    let sum = 0;
    for (const { node, values } of channels.value.taps) {
      const weight = parameters.get(node)?.find(({ role }) => role === 'weight');
      const copies = per === 'channel' || weight === undefined ? 1 : product(weight.shape) / lengthAt(weight.shape, 0);
      for (const value of values) sum += copies * value;
    }
    return scored(sum);
  },
});
