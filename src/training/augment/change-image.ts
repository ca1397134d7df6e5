import { must } from '../../core/must.js';
import type { ImageChange } from './draw-change.js';
import { imageSize } from './image-size.js';

/**
 * Writes a changed image of channels, rows and columns into `to` at `at`: padded with black and cropped, then mirrored, then a square of
 * zeros put over it (Cutout, DeVries and Taylor 2017: the square may hang over the edge).
 * @param side of the square.
 */
export function changeImage(
  from: Float32Array,
  shape: readonly number[],
  { down, right, isFlipped, cutout }: ImageChange,
  black: readonly number[],
  side: number,
  to: Float32Array,
  at: number,
): void {
  const { channels, height, width } = imageSize(shape);
  for (let channel = 0; channel < channels; channel++) {
    const plane = channel * height * width;
    const outside = must(black[channel], 'black of each channel');
    for (let row = 0; row < height; row++) {
      const fromRow = row - down;
      const target = at + plane + row * width;
      for (let column = 0; column < width; column++) {
        const fromColumn = (isFlipped ? width - 1 - column : column) - right;
        const isInside = fromRow >= 0 && fromRow < height && fromColumn >= 0 && fromColumn < width;
        to[target + column] = isInside ? must(from[plane + fromRow * width + fromColumn], 'a pixel') : outside;
      }
    }
  }
  if (cutout === undefined) return;
  const [top, bottom] = ends(cutout[0], side, height);
  const [left, end] = ends(cutout[1], side, width);
  for (let channel = 0; channel < channels; channel++)
    for (let row = top; row < bottom; row++) {
      const start = at + (channel * height + row) * width;
      to.fill(0, start + left, start + end);
    }
}

/** The part of an axis that the square covers. */
function ends(middle: number, side: number, length: number): [number, number] {
  const start = middle - Math.floor(side / 2);
  return [Math.max(0, start), Math.min(length, start + side)];
}
