/**
 * A folder of pictures as images. All pictures below the folder count, sorted by path (code units, `/` between names), so the
 * batch does not depend on the file system. Each is converted to sRGB without alpha, scaled to cover the input (short side fitted,
 * middle kept, cubic kernel) and normalised (engine/data/picture-values).
 */
import { readdirSync, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { dataError } from '../../../core/errors.js';
import { mostPixels } from '../../../core/read-limits.js';
import { greyImages } from '../../../engine/data/grey.js';
import { classesOfPaths, fillPicture } from '../../../engine/data/picture-values.js';
import type { Images } from '../../../engine/types.js';
import { reading } from './files.js';

const endings = /\.(?:jpe?g|png|webp|gif|tiff?|avif)$/i;

/** The part of `sharp` that we use. It is an optional package, so its types may be missing when this is compiled. */
interface Picture {
  resize(width: number, height: number, options: { fit: 'cover'; position: 'centre'; kernel: 'cubic' }): Picture;
  toColourspace(space: 'srgb'): Picture;
  removeAlpha(): Picture;
  raw(): Picture;
  toBuffer(options: { resolveWithObject: true }): Promise<{ data: Uint8Array; info: { channels: number } }>;
}
type Sharp = (path: string, options: { limitInputPixels: number }) => Picture;

async function loadSharp(where: string): Promise<Sharp> {
  const name: string = 'sharp';
  try {
    return ((await import(name)) as { default: Sharp }).default;
  } catch {
    throw dataError(where, {
      expected: 'the package "sharp", which decodes pictures',
      got: 'none that can be loaded',
      hint: 'npm install sharp',
      code: 'missing',
    });
  }
}

/** Paths of all pictures below a folder, sorted. @throws a data error when it is not a folder. */
export function listPictures(where: string, folder: string): string[] {
  const names = reading(where, 'a folder of pictures', () => readdirSync(folder, { recursive: true, encoding: 'utf8' }));
  return names
    .filter((name) => endings.test(name) && statSync(join(folder, name), { throwIfNoEntry: false })?.isFile() !== false)
    .map((name) => name.split(sep).join('/'))
    .toSorted();
}

/** The class of every picture: the place of its folder among all folders of the first level, sorted; undefined if some picture is in no such folder. */
export function pictureLabels(where: string, folder: string): Uint16Array | undefined {
  return classesOfPaths(listPictures(where, folder));
}

/** The first `count` pictures for inputs of `shape` = [3, h, w], or of [1, h, w] in grey. @throws a data error for too few pictures, one that cannot be decoded, another shape. */
export async function pictureImages(where: string, folder: string, count: number, shape: readonly number[]): Promise<Images> {
  const names = listPictures(where, folder);
  if (names.length < count)
    throw dataError(where, {
      expected: `at least ${count} images`,
      got: String(names.length),
      hint: 'choose a smaller `batch`',
      code: 'missing',
    });
  const [channels, height = 0, width = 0] = shape;
  if (shape.length === 3 && channels === 1) return greyImages(await pictureImages(where, folder, count, [3, height, width]));
  if (shape.length !== 3 || channels !== 3)
    throw dataError(where, {
      expected: 'an input of 1 or 3 channels, height and width',
      got: shape.join('x'),
      code: 'unsupported',
    });
  const sharp = await loadSharp(where);
  const plane = height * width;
  const values = new Float32Array(count * 3 * plane);
  for (const [image, name] of names.slice(0, count).entries()) {
    const bytes = await decode(sharp, where, join(folder, name), height, width);
    fillPicture(values, image * 3 * plane, bytes, plane);
  }
  return { shape, count, values };
}

/** One picture as interleaved RGB bytes. */
async function decode(sharp: Sharp, where: string, path: string, height: number, width: number): Promise<Uint8Array> {
  try {
    const { data, info } = await sharp(path, { limitInputPixels: mostPixels })
      .resize(width, height, { fit: 'cover', position: 'centre', kernel: 'cubic' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    if (info.channels === 3) return data;
    // One channel is grey: the same value three times.
    return Uint8Array.from({ length: height * width * 3 }, (_, i) => data[Math.floor(i / 3) * info.channels] ?? 0);
  } catch (error) {
    throw dataError(where, {
      expected: 'a picture that can be decoded',
      got: `"${path}"`,
      hint: (error as Error).message.split('\n')[0],
    });
  }
}
