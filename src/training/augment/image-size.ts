import { must } from '../../core/must.js';

/** Sizes of images that can be changed: channels, rows and columns. */
export function imageSize(shape: readonly number[]): {
  readonly channels: number;
  readonly height: number;
  readonly width: number;
} {
  const [channels, height, width] = shape;
  return { channels: must(channels, 'channels'), height: must(height, 'rows'), width: must(width, 'columns') };
}
