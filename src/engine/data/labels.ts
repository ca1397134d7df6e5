/** Classes of images, which losses need. Files have labels; synthetic data draws them. */
import { must } from '../../core/must.js';
import { createRng } from '../../core/rng.js';
import type { Labels } from '../../runtime/images.js';

/** Labels from 0 to `classes - 1`, uniform. Label i depends on the seed, i and the number of classes alone. */
export function drawLabels(count: number, classes: number, seed: number): Labels {
  return {
    ok: true,
    classes,
    values: Int32Array.from({ length: count }, (_, i) => createRng(seed, `label ${i} of ${classes}`).int(classes)),
  };
}

/** The first labels of a list, for a network with this number of classes. */
export function firstLabels(labels: ArrayLike<number>, count: number, classes: number): Labels {
  const values = Int32Array.from({ length: count }, (_, i) => must(labels[i], 'a label of each image'));
  const beyond = values.find((label) => label >= classes);
  return beyond === undefined
    ? { ok: true, values, classes }
    : {
        ok: false,
        reason: `labels go up to ${values.reduce((a, b) => Math.max(a, b))}, the network has ${classes} ${classes === 1 ? 'output' : 'outputs'}`,
      };
}
