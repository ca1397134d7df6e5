/**
 * Sum over all weights of W dL/dW, signed (Abdelfattah et al., ICLR 2021). A layer before a batch norm contributes only what
 * eps leaves, because its scale does not matter: what is left is mostly the classifier.
 */
import { crossEntropy, layerSumProxy } from './layer-sums.js';

export const plain = layerSumProxy({
  id: 'plain',
  title: 'Sum of weight times gradient, signed',
  paper: 'Abdelfattah et al. 2021, arXiv 2101.08134',
  reading: { kind: 'weight-gradient', of: 'weighted-outputs', loss: crossEntropy, measure: 'product' },
});
