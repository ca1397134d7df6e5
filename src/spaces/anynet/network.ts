/** Networks of stages of equal blocks (pycls's AnyNet as NDS trains it on CIFAR): stem, stages, global average pool, linear. */
import { must } from '../../core/must.js';
import { createArchBuilder, type ArchBuilder } from '../../arch/build.js';
import { squareWindow } from '../../arch/build.js';
import type { Architecture } from '../../arch/types.js';
import { classifier } from '../blocks/classifier.js';
import { convBn, convBnRelu, relu } from '../blocks/conv-norm.js';
import { type AnyNetGenotype, innerWidth, stagesOf } from './genotype.js';

interface AnyNetNetwork {
  readonly classes: number;
  /** Of the input; three by default. */
  readonly channels?: number;
  readonly size: number;
  /** `cifar`: the genotype's own stem. `imagenet`: a 7x7 convolution of 12 channels and a max pool come before it (the networks NASWOT scored). */
  readonly stem: 'cifar' | 'imagenet';
}

interface BlockShape {
  readonly from: number;
  readonly channels: number;
  readonly stride: number;
  readonly inner: number;
  readonly groups: number;
}

function addResidual(b: ArchBuilder, x: string, main: string, id: string, { from, channels, stride }: BlockShape): string {
  const shortcut = from === channels && stride === 1 ? x : convBn(b, x, `${id}.proj`, { channels, kernel: 1, stride });
  return relu(b, b.add('add', [shortcut, main], {}, `${id}.sum`), id);
}

const addBlock: {
  readonly [type in AnyNetGenotype['block_type']]: (b: ArchBuilder, x: string, id: string, shape: BlockShape) => string;
} = {
  vanilla_block: (b, x, id, { channels, stride }) =>
    convBnRelu(b, convBnRelu(b, x, `${id}.a`, { channels, kernel: 3, stride }), `${id}.b`, { channels, kernel: 3 }),
  res_basic_block(b, x, id, shape) {
    const { channels, stride } = shape;
    const main = convBn(b, convBnRelu(b, x, `${id}.a`, { channels, kernel: 3, stride }), `${id}.b`, { channels, kernel: 3 });
    return addResidual(b, x, main, id, shape);
  },
  res_bottleneck_block(b, x, id, shape) {
    const { channels, stride, inner, groups } = shape;
    const narrow = convBnRelu(b, x, `${id}.a`, { channels: inner, kernel: 1 });
    const wide = convBnRelu(b, narrow, `${id}.b`, { channels: inner, kernel: 3, stride, groups });
    return addResidual(b, x, convBn(b, wide, `${id}.c`, { channels, kernel: 1 }), id, shape);
  },
};

/** Ids as in `s2.b1.a`: stage 2, block 1, its first convolution. */
export function buildAnyNet(
  genotype: AnyNetGenotype,
  { classes, size, stem, channels = 3 }: AnyNetNetwork,
  name: string,
): Architecture {
  const b = createArchBuilder();
  let x = b.input('image', [1, channels, size, size]);
  b.group({ id: 'stem', kind: 'stem', stage: 0 });
  if (stem === 'imagenet') {
    x = convBnRelu(b, x, 'stem0', { channels: 12, kernel: 7, stride: 2 });
    x = b.add('maxPool', [x], { ...squareWindow(3, 2, 1), ceil: false }, 'stem0.pool');
  }
  const [first, ...stages] = stagesOf(genotype);
  let { width: from, stride: stemStride } = must(first, 'a stem');
  x = convBnRelu(b, x, 'stem', { channels: from, kernel: 3, stride: stemStride });
  for (const [stage, { depth, width, stride, share, groups }] of stages.entries()) {
    const inner = innerWidth(width, share);
    for (let block = 0; block < depth; block++) {
      const id = `s${stage + 1}.b${block}`;
      const step = block === 0 ? stride : 1;
      b.group({ id, kind: step > 1 ? 'reduction' : 'block', stage });
      x = addBlock[genotype.block_type](b, x, id, { from, channels: width, stride: step, inner, groups });
      from = width;
    }
  }
  b.group({ id: 'head', kind: 'head', stage: stages.length - 1 });
  return b.finish([classifier(b, x, classes)], name);
}
