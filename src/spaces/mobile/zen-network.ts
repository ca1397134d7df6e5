/** The networks that ZenNAS builds from structure strings: no stem or head besides the blocks, global average pool, linear. Batch norm's eps is 1e-3. */
import { createArchBuilder, type ArchBuilder } from '../../arch/build.js';
import type { Architecture } from '../../arch/types.js';
import { classifier } from '../blocks/classifier.js';
import { convBn, convBnRelu, relu } from '../blocks/conv-norm.js';
import { squeezeExcite } from '../blocks/squeeze-excite.js';
import { roundTo8, type ZenBottleneck, type ZenResidual, type ZenStructure } from './zen-blocks.js';

interface ZenNetwork {
  readonly classes: number;
  readonly size: number;
  /** Squeeze-and-excitation after every depthwise convolution. */
  readonly se: boolean;
  /** ZenNAS scores networks without residual links. */
  readonly residual: boolean;
}

const eps = 1e-3;

interface Half {
  readonly from: number;
  readonly channels: number;
  readonly wide: number;
  readonly kernel: number;
  readonly stride: number;
  /** A projection on the shortcut even where the shape does not change. */
  readonly alwaysProject: boolean;
}

/** One inverted bottleneck with its ReLU after the sum. The shortcut's 1x1 convolution has a bias, as in the published code. */
function addHalf(
  b: ArchBuilder,
  x: string,
  id: string,
  { from, channels, wide, kernel, stride, alwaysProject }: Half,
  { se, residual }: ZenNetwork,
): string {
  const expanded = convBnRelu(b, x, `${id}.expand`, { channels: wide, kernel: 1, eps });
  const depthwise = convBnRelu(b, expanded, `${id}.dw`, { channels: wide, kernel, stride, groups: wide, eps });
  const weighed = se ? addSe(b, depthwise, id, wide) : depthwise;
  const main = convBn(b, weighed, `${id}.project`, { channels, kernel: 1, eps });
  if (!residual) return relu(b, main, id);
  const hasProjection = alwaysProject || stride > 1 || from !== channels;
  const shortcut = hasProjection ? convBn(b, x, `${id}.shortcut`, { channels, kernel: 1, stride, bias: true, eps }) : x;
  return relu(b, b.add('add', [main, shortcut], {}, `${id}.sum`), id);
}

function addSe(b: ArchBuilder, x: string, id: string, channels: number): string {
  const inner = Math.max(1, roundHalfEven(channels / 4));
  return squeezeExcite(b, x, `${id}.se`, { channels, inner, normEps: eps, gate: 'sigmoid' });
}

function roundHalfEven(value: number): number {
  return value % 1 === 0.5 ? 2 * Math.round(value / 2) : Math.round(value);
}

function addBottlenecks(b: ArchBuilder, x: string, id: string, from: number, block: ZenBottleneck, network: ZenNetwork): string {
  const { expansion, kernel, channels, bottleneck } = block;
  let y = x;
  for (let layer = 0; layer < block.layers; layer++) {
    const isFirst = layer === 0;
    const narrow = {
      from: isFirst ? from : channels,
      channels: bottleneck,
      wide: roundTo8(bottleneck * expansion),
      kernel,
      stride: isFirst ? block.stride : 1,
      alwaysProject: isFirst,
    };
    y = addHalf(b, y, `${id}.l${layer}.a`, narrow, network);
    y = addHalf(
      b,
      y,
      `${id}.l${layer}.b`,
      { from: bottleneck, channels, wide: roundTo8(channels * expansion), kernel, stride: 1, alwaysProject: false },
      network,
    );
  }
  return y;
}

/** One block with its ReLU after the sum, as in ResNet but for the shortcut's bias; squeeze-and-excitation follows the strided convolution. */
function addResidualHalf(
  b: ArchBuilder,
  x: string,
  id: string,
  { form, kernel, channels, bottleneck }: ZenResidual,
  { from, stride, alwaysProject }: Pick<Half, 'from' | 'stride' | 'alwaysProject'>,
  { se, residual }: ZenNetwork,
): string {
  const isBasic = form === 'basic';
  const narrow = isBasic ? x : convBnRelu(b, x, `${id}.reduce`, { channels: bottleneck, kernel: 1, eps });
  const wide = convBnRelu(b, narrow, `${id}.conv`, { channels: bottleneck, kernel, stride, eps });
  const weighed = se ? addSe(b, wide, id, bottleneck) : wide;
  const main = convBn(b, weighed, `${id}.project`, { channels, kernel: isBasic ? kernel : 1, eps });
  if (!residual) return relu(b, main, id);
  const hasProjection = alwaysProject || stride > 1 || from !== channels;
  const shortcut = hasProjection ? convBn(b, x, `${id}.shortcut`, { channels, kernel: 1, stride, bias: true, eps }) : x;
  return relu(b, b.add('add', [main, shortcut], {}, `${id}.sum`), id);
}

function addResiduals(b: ArchBuilder, x: string, id: string, from: number, block: ZenResidual, network: ZenNetwork): string {
  let y = x;
  for (let layer = 0; layer < block.layers; layer++) {
    const isFirst = layer === 0;
    const first = { from: isFirst ? from : block.channels, stride: isFirst ? block.stride : 1, alwaysProject: isFirst };
    y = addResidualHalf(b, y, `${id}.l${layer}.a`, block, first, network);
    const second = { from: block.channels, stride: 1, alwaysProject: false };
    if (block.form === 'bottleneck') y = addResidualHalf(b, y, `${id}.l${layer}.b`, block, second, network);
  }
  return y;
}

/** Ids as in `b2.l0.a.dw`: block 2, layer 0, its first inverted bottleneck. */
export function buildZen(structure: ZenStructure, network: ZenNetwork, name: string): Architecture {
  const b = createArchBuilder();
  let x = b.input('image', [1, 3, network.size, network.size]);
  let from = 3;
  let stage = 0;
  structure.forEach((block, i) => {
    const id = `b${i}`;
    if (block.stride > 1 && i > 0) stage++;
    b.group({ id, kind: i === 0 ? 'stem' : block.stride > 1 ? 'reduction' : 'block', stage });
    if (block.kind === 'bottleneck') x = addBottlenecks(b, x, id, from, block, network);
    else if (block.kind === 'residual') x = addResiduals(b, x, id, from, block, network);
    else
      for (let layer = 0; layer < block.layers; layer++)
        x = convBnRelu(b, x, `${id}.l${layer}`, {
          channels: block.channels,
          kernel: block.kernel,
          stride: layer === 0 ? block.stride : 1,
          eps,
        });
    from = block.channels;
  });
  b.group({ id: 'head', kind: 'head', stage });
  return b.finish([classifier(b, x, network.classes)], name);
}
