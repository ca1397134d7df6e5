/** How an image is changed before a step: a pure function of seed, epoch and the image's place in the data. */
import { createRng } from '../../core/rng.js';
import type { TrainingSettings } from '../types.js';
import { imageSize } from './image-size.js';

export interface ImageChange {
  /** Pixels the image moves down and to the right; what comes in is black. */
  readonly down: number;
  readonly right: number;
  readonly isFlipped: boolean;
  /** The middle of the square of zeros. */
  readonly cutout: readonly [row: number, column: number] | undefined;
}

export function drawChange(
  { seed, cropPadding, flip, cutout }: Pick<TrainingSettings, 'seed' | 'cropPadding' | 'flip' | 'cutout'>,
  epoch: number,
  sample: number,
  shape: readonly number[],
): ImageChange {
  const { height, width } = imageSize(shape);
  const rng = createRng(seed, `change of image ${sample} in epoch ${epoch}`);
  const shift = (): number => (cropPadding === 0 ? 0 : rng.int(2 * cropPadding + 1) - cropPadding);
  return {
    down: shift(),
    right: shift(),
    isFlipped: flip && rng.int(2) === 1,
    cutout: cutout === 0 ? undefined : [rng.int(height), rng.int(width)],
  };
}
