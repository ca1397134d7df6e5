/** Convolution, batch norm and ReLU in the orders the field uses; convolutions without bias, padded to keep the size at stride 1. */
import { squareConv, type ArchBuilder } from '../../arch/build.js';

export interface ConvBlock {
  readonly channels: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly dilation?: number;
  readonly groups?: number;
  /** Learned scale and shift of the batch norm; default true. */
  readonly affine?: boolean;
}

/** Batch norm named `<id>.bn`. */
export function batchNorm(b: ArchBuilder, x: string, id: string, affine = true): string {
  return b.add('batchNorm', [x], { eps: 1e-5, affine }, `${id}.bn`);
}

export function relu(b: ArchBuilder, x: string, id: string): string {
  return b.add('relu', [x], {}, `${id}.relu`);
}

/** The convolution bears the id itself. */
export function conv(b: ArchBuilder, x: string, id: string, { channels, kernel, stride = 1, dilation = 1, groups = 1 }: ConvBlock): string {
  return b.add('conv', [x], squareConv(channels, kernel, { stride, dilation, groups, padding: (dilation * (kernel - 1)) / 2 }), id);
}

export function convBn(b: ArchBuilder, x: string, id: string, block: ConvBlock): string {
  return batchNorm(b, conv(b, x, id, block), id, block.affine);
}

export function convBnRelu(b: ArchBuilder, x: string, id: string, block: ConvBlock): string {
  return relu(b, convBn(b, x, id, block), id);
}

export function reluConvBn(b: ArchBuilder, x: string, id: string, block: ConvBlock): string {
  return convBn(b, relu(b, x, id), id, block);
}
