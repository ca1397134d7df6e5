/** SNIP: sum over all weights of |W dL/dW|, the loss that removing one weight changes (Lee et al., ICLR 2019, arXiv 1810.02340). */
import { crossEntropy, layerSumProxy } from './layer-sums.js';

export const snip = layerSumProxy({
  id: 'snip',
  title: 'SNIP: sum of the magnitudes of weight times gradient',
  paper: 'Lee et al. 2019, arXiv 1810.02340; Abdelfattah et al. 2021, arXiv 2101.08134',
  reading: { kind: 'weight-gradient', of: 'weighted-outputs', loss: crossEntropy, measure: 'magnitude' },
});
