/** Which images a step is trained on, and what they are made of. */
import { must } from '../../core/must.js';
import { createRng } from '../../core/rng.js';
import { product } from '../../arch/ops/shapes.js';
import { changeImage } from '../augment/change-image.js';
import { drawChange } from '../augment/draw-change.js';
import type { LabelledImages, TrainingSettings } from '../types.js';

/** Steps of an epoch: images after the last full batch are left out, different ones in every epoch. */
export function stepsInEpoch({ count }: LabelledImages, { batch }: TrainingSettings): number {
  return Math.floor(count / batch);
}

/** The order of all images in one epoch. */
export function orderOfEpoch(count: number, seed: number, epoch: number): Int32Array {
  const rng = createRng(seed, `order of epoch ${epoch}`);
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = rng.int(i + 1);
    const drawn = must(order[j], 'an image at each place');
    order[j] = must(order[i], 'an image at each place');
    order[i] = drawn;
  }
  return order;
}

export interface Batch {
  readonly classes: number;
  readonly images: Float32Array;
  /** Rows of shares of the classes. */
  readonly targets: Float32Array;
  readonly labels: Int32Array;
}

/** Makes room for a batch, to be filled again and again. @param classes of the network, which may know more than the images have. */
export function createBatch(shape: readonly number[], classes: number, batch: number): Batch {
  return {
    classes,
    images: new Float32Array(batch * product(shape)),
    targets: new Float32Array(batch * classes),
    labels: new Int32Array(batch),
  };
}

/** Fills a batch with some images, changed as the settings say. */
export function fillBatch(
  { images, targets, labels, classes }: Batch,
  data: LabelledImages,
  chosen: Int32Array,
  settings: TrainingSettings,
  epoch: number,
): void {
  const { cropPadding, flip, cutout, labelSmoothing } = settings;
  const size = product(data.shape);
  const isChanged = cropPadding > 0 || flip || cutout > 0;
  targets.fill(labelSmoothing / classes);
  for (const [i, sample] of chosen.entries()) {
    const image = data.image(sample);
    if (!isChanged) images.set(image, i * size);
    else changeImage(image, data.shape, drawChange(settings, epoch, sample, data.shape), data.black, cutout, images, i * size);
    const label = must(data.labels[sample], 'a label of each image');
    labels[i] = label;
    const place = i * classes + label;
    targets[place] = must(targets[place], 'a class of the network') + (1 - labelSmoothing);
  }
}
