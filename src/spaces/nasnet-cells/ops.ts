/**
 * The operators of NASNet-like cells, at stride 1 or 2, with the same number of channels in and out (Liu et al., DARTS, and the code of NDS).
 * Separable convolutions are applied twice, the second time at stride 1; kernels of 1 x k and k x 1 in a row have no norm between them.
 */
import { squareWindow, type ArchBuilder } from '../../arch/build.js';
import type { TopologyOp } from '../../arch/topology.js';
import { batchNorm, conv, relu, reluConvBn } from '../blocks/conv-norm.js';
import { factorizedReduce } from '../blocks/factorized-reduce.js';

interface OpPlace {
  readonly channels: number;
  readonly stride: number;
  /** See `factorizedReduce`. */
  readonly padded: boolean;
}

/** An operator of these cells. */
export interface NasnetOp {
  /** Undefined for an operator that gives zeros. */
  readonly topology: TopologyOp | undefined;
  add(b: ArchBuilder, x: string, id: string, place: OpPlace): string;
}

/** ReLU, depthwise k x k, pointwise, batch norm. */
function depthwiseSeparable(
  b: ArchBuilder,
  x: string,
  id: string,
  { channels, kernel, stride, dilation }: { channels: number; kernel: number; stride: number; dilation: number },
): string {
  const depthwise = conv(b, relu(b, x, id), `${id}.dw`, { channels, kernel, stride, dilation, groups: channels });
  return batchNorm(b, conv(b, depthwise, `${id}.pw`, { channels, kernel: 1 }), id);
}

const separable = (kernel: number, dilation = 1): NasnetOp => ({
  topology: { kind: 'conv', kernel, times: 2 },
  add(b, x, id, { channels, stride }) {
    const once = depthwiseSeparable(b, x, `${id}.1`, { channels, kernel, stride, dilation });
    return depthwiseSeparable(b, once, `${id}.2`, { channels, kernel, stride: 1, dilation });
  },
});

const dilated = (kernel: number): NasnetOp => ({
  topology: { kind: 'conv', kernel, times: 1 },
  add: (b, x, id, { channels, stride }) => depthwiseSeparable(b, x, id, { channels, kernel, stride, dilation: 2 }),
});

const plain = (kernel: number): NasnetOp => ({
  topology: { kind: 'conv', kernel, times: 1 },
  add: (b, x, id, { channels, stride }) => reluConvBn(b, x, id, { channels, kernel, stride }),
});

/** 1 x k, then k x 1: a k x k field. */
const crossed = (kernel: number): NasnetOp => ({
  topology: { kind: 'conv', kernel, times: 1 },
  add(b, x, id, { channels, stride }) {
    const pad = (kernel - 1) / 2;
    const shared = { outChannels: channels, dilation: [1, 1], groups: 1, bias: false };
    const across = b.add(
      'conv',
      [relu(b, x, id)],
      { ...shared, kernel: [1, kernel], stride: [1, stride], padding: [0, pad, 0, pad] },
      `${id}.across`,
    );
    const down = b.add(
      'conv',
      [across],
      { ...shared, kernel: [kernel, 1], stride: [stride, 1], padding: [pad, 0, pad, 0] },
      `${id}.down`,
    );
    return batchNorm(b, down, id);
  },
});

const maxPool = (kernel: number): NasnetOp => ({
  topology: { kind: 'pool', kernel, pool: 'max' },
  add: (b, x, id, { stride }) => b.add('maxPool', [x], { ...squareWindow(kernel, stride, (kernel - 1) / 2), ceil: false }, id),
});

const avgPool = (kernel: number): NasnetOp => ({
  topology: { kind: 'pool', kernel, pool: 'avg' },
  add: (b, x, id, { stride }) =>
    b.add('avgPool', [x], { ...squareWindow(kernel, stride, (kernel - 1) / 2), ceil: false, countPadding: false }, id),
});

const skip: NasnetOp = {
  topology: { kind: 'skip' },
  add: (b, x, id, { channels, stride, padded }) =>
    stride === 1 ? b.add('identity', [x], {}, id) : factorizedReduce(b, x, id, { channels, padded }),
};

const none: NasnetOp = {
  topology: undefined,
  add(b, x, id, { stride }) {
    if (stride === 1) return b.add('zeros', [x], {}, id);
    const rows = b.add('slice', [x], { axis: 2, start: 0, end: 2 ** 31 - 1, step: stride }, `${id}.rows`);
    return b.add(
      'zeros',
      [b.add('slice', [rows], { axis: 3, start: 0, end: 2 ** 31 - 1, step: stride }, `${id}.columns`)],
      {},
      id,
    );
  },
};

export const nasnetOps: { readonly [name: string]: NasnetOp } = {
  none,
  skip_connect: skip,
  max_pool_3x3: maxPool(3),
  max_pool_5x5: maxPool(5),
  max_pool_7x7: maxPool(7),
  avg_pool_3x3: avgPool(3),
  conv_1x1: plain(1),
  conv_3x3: plain(3),
  sep_conv_3x3: separable(3),
  sep_conv_5x5: separable(5),
  sep_conv_7x7: separable(7),
  dil_conv_3x3: dilated(3),
  dil_conv_5x5: dilated(5),
  dil_sep_conv_3x3: separable(3, 2),
  conv_3x1_1x3: crossed(3),
  conv_7x1_1x7: crossed(7),
};
