/**
 * Opens images to train on:
 *   cifar10:DIR   the official folder: data_batch_1.bin to data_batch_5.bin to train on, test_batch.bin to validate with
 *   cifar10:FILE  one such file, a share of it held out
 *   folder:DIR    pictures in one folder a class; in `train` and `val` (or `test`), or a share held out
 *   DIR           either of the two, by what lies in it
 */
import { requireText } from '../../../core/require-shape.js';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { dataError, parameter, quote, usageError } from '../../../core/errors.js';
import { checkCifar10 } from '../../../engine/data/cifar10.js';
import { parseDataSpec } from '../../../engine/data/spec.js';
import { checkImageBytes } from '../../../runtime/images.js';
import { cifar10Set } from '../../../training/data/cifar10-set.js';
import { holdOut } from '../../../training/data/hold-out.js';
import { imageSet } from '../../../training/data/image-set.js';
import type { LabelledImages, TrainingData } from '../../../training/types.js';
import { blackPixel } from '../../../engine/data/picture-values.js';
import { listPictures, pictureImages } from '../files/data-source-pictures.js';
import { pathKind, readBytes, reading } from '../files/files.js';

/** The share of images that is held out where nothing else is there to validate with. */
const defaultShare = 0.2;

interface Opened {
  readonly images: LabelledImages;
  readonly digest: string;
  /** By name, in the order of their labels; undefined where labels are numbers of their own. */
  readonly classes?: readonly string[];
}

/**
 * Opens images with classes to train on and to validate with.
 * @param validation a source, or a share of the images such as 0.2.
 * @param shape of the network's input, without the batch axis.
 * @throws usage errors for a source that is none, data errors for what it holds.
 */
export async function openTrainingData(
  source: string,
  validation: string | number | undefined,
  shape: readonly number[],
): Promise<TrainingData> {
  requireText('data', source);
  const place = placeOf(source, 'data');
  const opened = await openPlace(source, place.train, shape);
  const names = opened.classes === undefined ? {} : { classNames: opened.classes };
  const share = typeof validation === 'number' ? validation : shareIn(validation);
  const other =
    typeof validation === 'string' && share === undefined ? placeOf(validation, 'validation').train : place.validation;
  if (share !== undefined || other === undefined) {
    const parts = holdOut(opened.images, share ?? defaultShare);
    return { ...parts, ...names, digest: `${opened.digest} ${share ?? defaultShare}` };
  }
  const title = validation === undefined ? `validation images of ${source}` : String(validation);
  const beside = await openPlace(title, other, shape, opened.classes);
  return { train: opened.images, validation: beside.images, ...names, digest: `${opened.digest} ${beside.digest}` };
}

/** Whether there is something at a source, before it is read. @throws as `openTrainingData` does. */
export function checkTrainingSource(source: string, validation: string | number | undefined): void {
  placeOf(source, 'data');
  if (typeof validation === 'string' && shareIn(validation) === undefined) placeOf(validation, 'validation');
}

function shareIn(validation: string | undefined): number | undefined {
  if (validation === undefined || !/^[\d.]+%?$/.test(validation)) return undefined;
  const share = validation.endsWith('%') ? Number(validation.slice(0, -1)) / 100 : Number(validation);
  if (!(share > 0 && share < 1))
    throw usageError(parameter('validation'), {
      expected: 'a share between 0 and 1, or a source of images',
      got: validation,
      code: 'out-of-range',
    });
  return share;
}

/** Files of records, or a folder of pictures. */
type ImageFiles =
  | { readonly kind: 'cifar10'; readonly paths: readonly string[] }
  | { readonly kind: 'folder'; readonly path: string };

interface DataPlace {
  readonly train: ImageFiles;
  readonly validation?: ImageFiles;
}

function placeOf(source: string, name: 'data' | 'validation'): DataPlace {
  const kind = pathKind(source);
  if (kind === 'folder') return cifar10Folder(source) ?? pictureFolder(source);
  if (kind === 'file') return { train: { kind: 'cifar10', paths: [source] } };
  if (!source.includes(':'))
    throw dataError(`${name} ${source}`, {
      expected: 'a folder of images, cifar10:DIR, cifar10:FILE or folder:DIR',
      got: 'nothing of that name',
      code: 'missing',
    });
  const spec = parseDataSpec(source);
  if (!('path' in spec))
    throw usageError(parameter(name), {
      expected: 'images with classes: a folder, cifar10:DIR, cifar10:FILE or folder:DIR',
      got: quote(source),
      code: 'malformed',
    });
  if (spec.kind === 'folder') return pictureFolder(spec.path);
  if (pathKind(spec.path) !== 'folder') return { train: { kind: 'cifar10', paths: [spec.path] } };
  const place = cifar10Folder(spec.path);
  if (place !== undefined) return place;
  throw dataError(`${name} ${source}`, {
    expected: 'data_batch_1.bin and others of the official binary version',
    got: 'a folder without',
    code: 'missing',
  });
}

const sortedNames = (folder: string): string[] =>
  reading(folder, 'a folder that can be read', () => readdirSync(folder)).toSorted((a, b) => (a < b ? -1 : 1));

/** Files of records in a folder, or in the one that the official archive unpacks to. */
function cifar10Folder(folder: string): DataPlace | undefined {
  const names = sortedNames(folder);
  if (names.includes('cifar-10-batches-bin')) return cifar10Folder(join(folder, 'cifar-10-batches-bin'));
  const pathsOf = (pattern: RegExp): string[] => names.flatMap((name) => (pattern.test(name) ? [join(folder, name)] : []));
  const train = pathsOf(/^(data_batch_\d+|cifar10_train.*)\.bin(\.gz)?$/);
  const validation = pathsOf(/^(test_batch|cifar10_test.*)\.bin(\.gz)?$/);
  if (train.length === 0) return undefined;
  return {
    train: { kind: 'cifar10', paths: train },
    ...(validation.length === 0 ? {} : { validation: { kind: 'cifar10', paths: validation } }),
  };
}

function pictureFolder(folder: string): DataPlace {
  const names = pathKind(folder) === 'folder' ? sortedNames(folder) : [];
  const validation = ['val', 'validation', 'test'].find((name) => names.includes(name));
  if (!names.includes('train') || validation === undefined) return { train: { kind: 'folder', path: folder } };
  return {
    train: { kind: 'folder', path: join(folder, 'train') },
    validation: { kind: 'folder', path: join(folder, validation) },
  };
}

function openPlace(
  title: string,
  files: ImageFiles,
  shape: readonly number[],
  known?: readonly string[],
): Opened | Promise<Opened> {
  return files.kind === 'cifar10' ? openCifar10(title, files.paths, shape) : openFolder(title, files.path, shape, known);
}

function openCifar10(title: string, paths: readonly string[], shape: readonly number[]): Opened {
  const files = paths.map((path) => {
    const bytes = readBytes(`data ${title}`, path);
    checkCifar10(`data ${path}`, bytes);
    return bytes;
  });
  const records = new Uint8Array(files.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const bytes of files) {
    records.set(bytes, at);
    at += bytes.length;
  }
  return { images: cifar10Set(`data ${title}`, records, shape), digest: digestOf(records) };
}

/** @param known the classes of the images to train on, whose numbers these get. */
async function openFolder(title: string, folder: string, shape: readonly number[], known?: readonly string[]): Promise<Opened> {
  const where = `data ${title}`;
  const owners = listPictures(where, folder).map((name) => (name.includes('/') ? name.slice(0, name.indexOf('/')) : undefined));
  if (owners.length === 0)
    throw dataError(where, { expected: 'pictures in one folder a class', got: 'no pictures', code: 'missing' });
  if (owners.includes(undefined))
    throw dataError(where, { expected: 'pictures in one folder a class', got: 'a picture in no such folder', code: 'mismatch' });
  const classes = known ?? [...new Set(owners as string[])].toSorted((a, b) => (a < b ? -1 : 1));
  const labels = Uint16Array.from(owners as string[], (owner) => {
    const label = classes.indexOf(owner);
    if (label < 0)
      throw dataError(where, { expected: `the classes trained on, ${classes.join(', ')}`, got: quote(owner), code: 'mismatch' });
    return label;
  });
  checkImageBytes(where, owners.length, shape);
  const images = await pictureImages(where, folder, owners.length, shape);
  return { images: imageSet(where, images, labels, blackPixel(shape[0] ?? 3)), digest: digestOf(images.values, labels), classes };
}

function digestOf(...parts: readonly NodeJS.ArrayBufferView[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 16);
}
