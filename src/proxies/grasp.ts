/**
 * GraSP: - sum over all weights of W (H g), with g the gradient and H the Hessian of the loss (Wang et al., ICLR 2020, arXiv 2002.07376;
 * code SamsungLabs/zero-cost-nas: one batch, temperature 1). H g is exact: the derivative of the backward pass along g.
 */
import { firstNumber } from './taps.js';
import { crossEntropy, layerSumProxy } from './layer-sums.js';

export const grasp = layerSumProxy({
  id: 'grasp',
  title: 'GraSP: what pruning weights does to the flow of the gradient',
  paper: 'Wang et al. 2020, arXiv 2002.07376; Abdelfattah et al. 2021, arXiv 2101.08134',
  note: 'higher is better as in zero-cost-nas; on some spaces the ranking is the other way round',
  reading: { kind: 'weight-curvature', of: 'weighted-outputs', loss: crossEntropy },
  contribution: ({ values }) => -firstNumber(values),
});
