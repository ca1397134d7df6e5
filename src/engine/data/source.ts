/**
 * A data source from the data that a thread received. `platform` opens files; their content crosses to workers as
 * `SharedData`, whose arrays are in shared memory, so that images exist once for any number of workers.
 */
import { product } from '../../arch/ops/shapes.js';
import { dataError } from '../../core/errors.js';
import { mebibytes, mostImageBytes } from '../../core/read-limits.js';
import type { DataSource, Images } from '../types.js';
import type { Labels } from '../../runtime/images.js';
import { cifar10Images, cifar10Labels } from './cifar10.js';
import { drawLabels, firstLabels } from './labels.js';
import { noiseImages } from './noise.js';
import { rampImages } from './ramp.js';

/** The recipe of images. `folder` makes none on demand: its pictures are decoded in advance, into `prepared`. */
export type DataRecipe =
  | { readonly kind: 'ramp' }
  | { readonly kind: 'noise'; readonly seed: number }
  | { readonly kind: 'cifar10'; readonly records: Uint8Array }
  /** `labels`: the class of each picture, in order; left out where pictures do not lie in folders of classes. */
  | { readonly kind: 'folder'; readonly labels?: Uint16Array };

/** Everything about a source; it may be cloned to a worker. */
export interface SharedData {
  /** The spec text. */
  readonly text: string;
  readonly recipe: DataRecipe;
  /** Images made in advance, for the needs known from the start. */
  readonly prepared: readonly Images[];
  /** Hash of the images' files, so that a resumed run notices a change; undefined if there are no files. */
  readonly digest?: string;
}

/** Images of other shapes than the prepared ones are made on demand; this many sets are kept. */
const keptSets = 4;

const key = (count: number, shape: readonly number[]): string => `${count}x${shape.join('x')}`;

export function createDataSource({ text, recipe, prepared }: SharedData): DataSource {
  const fixed = new Map(prepared.map((images) => [key(images.count, images.shape), images]));
  const made = new Map<string, Images>();
  const knownLabels = new Map<string, Labels>();
  return {
    text,
    images(count, shape) {
      const wanted = key(count, shape);
      const known = fixed.get(wanted) ?? made.get(wanted);
      if (known !== undefined) return known;
      const images = makeImages(`data ${text}`, recipe, count, shape);
      if (made.size === keptSets) made.delete(made.keys().next().value as string);
      made.set(wanted, images);
      return images;
    },
    labels(count, classes) {
      const wanted = `${count} of ${classes}`;
      const labels = knownLabels.get(wanted) ?? makeLabels(recipe, count, classes);
      if (knownLabels.size < keptSets) knownLabels.set(wanted, labels);
      return labels;
    },
  };
}

function makeLabels(recipe: DataRecipe, count: number, classes: number): Labels {
  switch (recipe.kind) {
    case 'ramp':
      return drawLabels(count, classes, 0);
    case 'noise':
      return drawLabels(count, classes, recipe.seed);
    case 'cifar10':
      return firstLabels(cifar10Labels(recipe.records), count, classes);
    case 'folder':
      return recipe.labels === undefined
        ? { ok: false, reason: 'the pictures have no classes: put them in one folder for each class' }
        : firstLabels(recipe.labels, count, classes);
    default:
      return recipe satisfies never;
  }
}

/** Checks that images may be made: a foreign model may declare any size. */
export function isWithinMemory(count: number, shape: readonly number[]): boolean {
  return 4 * count * product(shape) <= mostImageBytes;
}

/**
 * @param allocate so many zeros, where the images may lie.
 * @throws a data error when they would take too much memory, or the recipe has fewer images or none of this shape.
 */
export function makeImages(
  where: string,
  recipe: DataRecipe,
  count: number,
  shape: readonly number[],
  allocate: (length: number) => Float32Array = (length) => new Float32Array(length),
): Images {
  if (!isWithinMemory(count, shape))
    throw dataError(where, {
      expected: `images of at most ${mebibytes(mostImageBytes)}`,
      got: `${count} of ${shape.join('x')}`,
      hint: 'choose a smaller `batch`',
      code: 'limit-exceeded',
    });
  switch (recipe.kind) {
    case 'ramp':
      return rampImages(count, shape, allocate);
    case 'noise':
      return noiseImages(count, shape, recipe.seed);
    case 'cifar10':
      return cifar10Images(where, recipe.records, count, shape);
    case 'folder':
      throw dataError(where, {
        expected: 'pictures prepared for the input',
        got: `an input of ${shape.join('x')}`,
        hint: 'folders work for a space, or for architectures with one input shape',
        code: 'mismatch',
      });
    default:
      return recipe satisfies never;
  }
}
