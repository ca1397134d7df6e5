/**
 * What TransNAS-Bench-101's two spaces share (Duan et al., CVPR 2021, arXiv 2105.11871): a stem that divides the sides by 4, modules of two
 * blocks, a linear classifier as in the tasks of scene and object classification. The decoders of the other tasks
 * (autoencoding, normals, segmentation) belong to the task, not to the space: the specification has none, and none is built. For those tasks, too,
 * the backbone with the classifier is counted and scored.
 */
import type { ArchBuilder } from '../../arch/build.js';
import type { OptionSpecs, OptionValues } from '../../core/options.js';
import { convBn, reluConvBn } from '../blocks/conv-norm.js';
import { imageChannels } from '../image-channels.js';

export const transnasOptions = {
  C: { kind: 'integer', default: 64, min: 2, max: 1024, help: 'channels after the stem, an even number' },
  classes: {
    kind: 'integer',
    default: 63,
    min: 1,
    max: 100_000,
    help: 'outputs of the classifier: scenes are 63 in NASLib, 47 in the official configuration',
  },
  channels: imageChannels,
  size: { kind: 'integer', default: 256, min: 32, max: 1024, help: 'height and width of the input' },
} as const satisfies OptionSpecs;

export type TransnasNetwork = OptionValues<typeof transnasOptions>;

/** Two convolutions of stride 2; the first has no ReLU before, the last none after. */
export function addTransnasStem(b: ArchBuilder, image: string, C: number): string {
  const half = convBn(b, image, 'stem.a', { channels: Math.floor(C / 2), kernel: 3, stride: 2 });
  return reluConvBn(b, half, 'stem.b', { channels: C, kernel: 3, stride: 2 });
}

export interface TransnasBlock {
  readonly from: number;
  readonly channels: number;
  readonly stride: number;
}

/** A digit of the macro code: 1 plain, 2 twice the channels, 3 stride 2, 4 both. Each stands for two blocks, the first of which changes the shape. */
export function transnasModule(digit: number, from: number): { readonly first: TransnasBlock; readonly second: TransnasBlock } {
  const channels = digit % 2 === 0 ? 2 * from : from;
  return { first: { from, channels, stride: digit > 2 ? 2 : 1 }, second: { from: channels, channels, stride: 1 } };
}
