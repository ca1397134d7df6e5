/**
 * Sum over convolutions and linear layers of ||dL/dW|| (Abdelfattah et al., ICLR 2021, arXiv 2101.08134; code SamsungLabs/zero-cost-nas).
 * L is the mean cross-entropy over the run's images; norms use the statistics of the batch. Layers that no gradient reaches count 0.
 */
import { crossEntropy, layerSumProxy } from './layer-sums.js';

export const gradNorm = layerSumProxy({
  id: 'grad-norm',
  title: 'Sum of the norms of the gradients of all layers',
  paper: 'Abdelfattah et al. 2021, arXiv 2101.08134',
  reading: { kind: 'weight-gradient', of: 'weighted-outputs', loss: crossEntropy, measure: 'norm' },
});
