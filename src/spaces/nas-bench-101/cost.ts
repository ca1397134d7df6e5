import type { Cost } from '../../arch/cost.js';
import { hasEdge, vertexCount, type NasBench101Cell } from './cell.js';
import type { NasBench101Network } from './network.js';
import { nasBench101Widths } from './widths.js';

const taps = { 'conv3x3-bn-relu': 9, 'conv1x1-bn-relu': 1, maxpool3x3: 0 } as const;

/** Convolution weights and batch-norm numbers of one module: weights are also its MACs a pixel. */
function moduleWeights(cell: NasBench101Cell, inChannels: number, channels: number): { weights: number; norms: number } {
  const widths = nasBench101Widths(cell, channels);
  const last = vertexCount(cell) - 1;
  let weights = 0;
  let norms = 0;
  for (let v = 1; v <= last; v++) {
    const width = widths[v];
    if (hasEdge(cell, 0, v)) {
      weights += inChannels * width;
      norms += 2 * width;
    }
    const kernel = v < last ? taps[cell.ops[v - 1]] : 0;
    if (kernel > 0) {
      weights += kernel * width * width;
      norms += 2 * width;
    }
  }
  return { weights, norms };
}

/** Params and MACs of the network, counted without building it. */
export function costNasBench101(cell: NasBench101Cell, { C, stacks, N, classes, size }: NasBench101Network): Cost {
  let params = 27 * C + 2 * C;
  let macs = 27 * C * size * size;
  let channels = C;
  let side = size;
  for (let stack = 0; stack < stacks; stack++) {
    const inChannels = channels;
    if (stack > 0) {
      channels *= 2;
      side = Math.ceil(side / 2);
    }
    const first = moduleWeights(cell, inChannels, channels);
    const later = stack > 0 ? moduleWeights(cell, channels, channels) : first;
    params += first.weights + first.norms + (N - 1) * (later.weights + later.norms);
    macs += (first.weights + (N - 1) * later.weights) * side * side;
  }
  const classifier = channels * classes + classes;
  return { params: params + classifier, macs: macs + classifier };
}
