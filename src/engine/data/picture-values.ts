/**
 * Decoded pictures as values of a network's input, normalised per channel as is usual for ImageNet: (byte/255 - mean) / deviation with
 * mean (0.485, 0.456, 0.406) and deviation (0.229, 0.224, 0.225), rounded once to float32.
 */
import type { Images } from '../../runtime/images.js';
import { greyImages } from './grey.js';

/** Of red, green and blue. */
const normals = [
  { mean: 0.485, deviation: 0.229 },
  { mean: 0.456, deviation: 0.224 },
  { mean: 0.406, deviation: 0.225 },
];

/** Fills three planes of `plane` values, from `start` on, with a picture of interleaved RGB bytes. */
export function fillPicture(values: Float32Array, start: number, bytes: Uint8Array, plane: number): void {
  for (const [channel, { mean, deviation }] of normals.entries())
    for (let i = 0; i < plane; i++)
      values[start + channel * plane + i] = ((bytes[i * 3 + channel] ?? 0) / 255 - mean) / deviation;
}

/** What a black pixel of an input of 1 or 3 channels becomes. */
export function blackPixel(channels: number): readonly number[] {
  const colour: Images = { shape: [3, 1, 1], count: 1, values: new Float32Array(3) };
  fillPicture(colour.values, 0, new Uint8Array(3), 1);
  return Array.from((channels === 1 ? greyImages(colour) : colour).values);
}

/** The class of every picture: the place of its folder among all folders of the first level, sorted; undefined if some picture is in no such folder. */
export function classesOfPaths(paths: readonly string[]): Uint16Array | undefined {
  const classes = paths.map((path) => (path.includes('/') ? path.slice(0, path.indexOf('/')) : undefined));
  if (classes.includes(undefined)) return undefined;
  const places = new Map([...new Set(classes)].toSorted().map((name, place) => [name, place]));
  return Uint16Array.from(classes, (name) => places.get(name) as number);
}
