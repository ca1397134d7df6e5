import { must } from '../../core/must.js';
import { createRng } from '../../core/rng.js';
import type { LabelledImages } from '../types.js';

/** Divides images at random into those to train on and a share to validate with: the same for every seed, so that trainings compare. */
export function holdOut(images: LabelledImages, share: number): { train: LabelledImages; validation: LabelledImages } {
  const order = createRng(0, 'images held out').shuffle(Array.from({ length: images.count }, (_, i) => i));
  const count = Math.round(images.count * share);
  return {
    train: selectImages(images, order.slice(count), images.title),
    validation: selectImages(images, order.slice(0, count), `validation images of ${images.title}`),
  };
}

/** Some images, in the order of `places`. */
export function selectImages(images: LabelledImages, places: readonly number[], title: string): LabelledImages {
  return {
    ...images,
    title,
    count: places.length,
    labels: places.map((place) => must(images.labels[place], 'a label of each image')),
    image: (i) => images.image(must(places[i], 'an image at each place')),
  };
}
