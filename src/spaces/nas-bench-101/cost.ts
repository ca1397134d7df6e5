import type { Cost } from '../../arch/cost.js';
import { hasEdge, vertexCount, type NasBench101Cell } from './cell.js';
import type { NasBench101Network } from './network.js';
import { nasBench101Widths } from './widths.js';

const taps = { 'conv3x3-bn-relu': 9, 'conv1x1-bn-relu': 1, maxpool3x3: 0 } as const;

/** The counts of one module: its weights are also its MACs for each pixel. */
interface ModuleCounts {
  /** Channels computed from the module's input, each with one weight for each input channel. */
  projected: number;
  /** Weights of the vertices. */
  weights: number;
  /** Learned numbers of batch norms. */
  norms: number;
}

/** The same for every module with this number of channels, for any number of input channels. */
function countModule(cell: NasBench101Cell, channels: number): ModuleCounts {
  const widths = nasBench101Widths(cell, channels);
  const last = vertexCount(cell) - 1;
  const counts = { projected: 0, weights: 0, norms: 0 };
  for (let v = 1; v <= last; v++) {
    const width = widths[v];
    if (hasEdge(cell, 0, v)) {
      counts.projected += width;
      counts.norms += 2 * width;
    }
    const kernel = v < last ? taps[cell.ops[v - 1]] : 0;
    if (kernel > 0) {
      counts.weights += kernel * width * width;
      counts.norms += 2 * width;
    }
  }
  return counts;
}

/** Params and MACs of the network, counted without building it. */
export function costNasBench101(
  cell: NasBench101Cell,
  { C, stacks, N, classes, size, channels: imageDepth = 3 }: NasBench101Network,
): Cost {
  let params = 9 * imageDepth * C + 2 * C;
  let macs = 9 * imageDepth * C * size * size;
  let channels = C;
  let side = size;
  for (let stack = 0; stack < stacks; stack++) {
    const inChannels = channels;
    if (stack > 0) {
      channels *= 2;
      side = Math.ceil(side / 2);
    }
    const { projected, weights, norms } = countModule(cell, channels);
    const stackWeights = N * weights + (inChannels + (N - 1) * channels) * projected;
    params += stackWeights + N * norms;
    macs += stackWeights * side * side;
  }
  const classifier = channels * classes + classes;
  return { params: params + classifier, macs: macs + classifier };
}
