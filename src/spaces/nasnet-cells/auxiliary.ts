/**
 * The auxiliary classifier of DARTS (AuxiliaryHeadCIFAR and AuxiliaryHeadImageNet of its code), which reads the cell at two thirds of the
 * depth while the network is trained: ReLU, 5x5 mean, 1x1 convolution to 128, 2x2 to 768, linear. On ImageNet the second
 * convolution has no norm there, and here.
 */
import { squareConv, squareWindow, type ArchBuilder } from '../../arch/build.js';
import { usageError } from '../../core/errors.js';
import { batchNorm, conv, relu } from '../blocks/conv-norm.js';

interface AuxiliaryHead {
  readonly classes: number;
  readonly stem: 'cifar' | 'imagenet';
}

/** Sides smaller than this leave nothing for the 2x2 convolution. */
const leastSide = { cifar: 8, imagenet: 7 } as const;

/** Adds the head after `x`, whose side is `side`, and returns its output. @throws a usage error if the side is too small for it. */
export function addAuxiliary(b: ArchBuilder, x: string, side: number, { classes, stem }: AuxiliaryHead): string {
  if (side < leastSide[stem])
    throw usageError('space option aux', {
      expected: `at least ${leastSide[stem]} x ${leastSide[stem]} values a channel for the auxiliary head`,
      got: `${side} x ${side}`,
      hint: `${stem === 'cifar' ? 'size=32' : 'size=224'} is large enough`,
      code: 'out-of-range',
    });
  const window = { ...squareWindow(5, stem === 'cifar' ? 3 : 2, 0), ceil: false, countPadding: false };
  const pooled = b.add('avgPool', [relu(b, x, 'aux')], window, 'aux.pool');
  const narrow = relu(b, batchNorm(b, conv(b, pooled, 'aux.a', { channels: 128, kernel: 1 }), 'aux.a'), 'aux.a');
  const wide = b.add('conv', [narrow], squareConv(768, 2, { padding: 0 }), 'aux.b');
  const normed = stem === 'cifar' ? batchNorm(b, wide, 'aux.b') : wide;
  const features = b.add('flatten', [relu(b, normed, 'aux.b')], { axis: 1 }, 'aux.features');
  return b.add('linear', [features], { outFeatures: classes, bias: true }, 'aux.fc');
}
