/** Convolution, batch norm and ReLU in the orders the field uses; convolutions without bias, padded to keep the size at stride 1. */
import { squareConv, type ArchBuilder } from '../../arch/build.js';

interface ConvBlock {
  readonly channels: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly dilation?: number;
  readonly groups?: number;
  /** Of the batch norm; default 1e-5. */
  readonly eps?: number;
  /** Of the convolution; default false. */
  readonly bias?: boolean;
}

/** Batch norm with learned scale and shift, named `<id>.bn`. */
export function batchNorm(b: ArchBuilder, x: string, id: string, eps = 1e-5): string {
  return b.add('batchNorm', [x], { eps, affine: true }, `${id}.bn`);
}

export function relu(b: ArchBuilder, x: string, id: string): string {
  return b.add('relu', [x], {}, `${id}.relu`);
}

/** The convolution has the id itself. */
export function conv(
  b: ArchBuilder,
  x: string,
  id: string,
  { channels, kernel, stride = 1, dilation = 1, groups = 1, bias = false }: ConvBlock,
): string {
  return b.add(
    'conv',
    [x],
    squareConv(channels, kernel, { stride, dilation, groups, bias, padding: (dilation * (kernel - 1)) / 2 }),
    id,
  );
}

export function convBn(b: ArchBuilder, x: string, id: string, block: ConvBlock): string {
  return batchNorm(b, conv(b, x, id, block), id, block.eps);
}

export function convBnRelu(b: ArchBuilder, x: string, id: string, block: ConvBlock): string {
  return relu(b, convBn(b, x, id, block), id);
}

export function reluConvBn(b: ArchBuilder, x: string, id: string, block: ConvBlock): string {
  return convBn(b, relu(b, x, id), id, block);
}
