/** TransNAS-Bench-101's seven tasks as data: what follows the backbone, with how many outputs, on how many patches of the image. */
import type { ArchBuilder } from '../../arch/build.js';
import { classifier } from '../blocks/classifier.js';
import { addGenerativeDecoder, addSegmentationDecoder, type Features } from './decoders.js';

interface Task {
  /** The number in the task's public configuration. */
  readonly outputs: number;
  /** Pieces of the image that run through one backbone, whose features are joined. */
  readonly patches: number;
  /** The output is an image of the input's size. */
  readonly dense: boolean;
  readonly addDecoder: (b: ArchBuilder, features: Features, outputs: number) => string;
}

const outputsOf = (outputs: number, patches = 1): Task => ({
  outputs,
  patches,
  dense: false,
  addDecoder: (b, { x }, count) => classifier(b, x, count),
});
const pixels = (outputs: number, addDecoder: Task['addDecoder']): Task => ({ outputs, patches: 1, dense: true, addDecoder });

export const transnasTasks = {
  classifier: outputsOf(63),
  class_scene: outputsOf(47),
  class_object: outputsOf(75),
  jigsaw: outputsOf(1000, 9),
  room_layout: outputsOf(9),
  segmentsemantic: pixels(17, addSegmentationDecoder),
  normal: pixels(3, addGenerativeDecoder),
  autoencoder: pixels(3, addGenerativeDecoder),
} as const satisfies { readonly [name: string]: Task };

export const transnasTaskNames = Object.keys(transnasTasks) as (keyof typeof transnasTasks)[];
