/** Images to train on that need no file: noise around a grey that tells the class. */
import { referenceUniform } from '../src/core/reference-rng.js';
import type { LabelledImages, TrainingData } from '../src/training/types.js';

/** Image `i` of scripts/make-training-fixture.py, class i modulo `classes`. */
export function formulaImage(i: number, shape: readonly number[], classes = 10): Float32Array {
  const shift = ((i % classes) - (classes - 1) / 2) / ((classes - 1) / 2);
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, j) => 2 * referenceUniform(9000 + i, j) - 1 + shift);
}

/** @param placeOf which image of the formula stands at a place. */
export function formulaSet(
  count: number,
  shape: readonly number[],
  classes = 10,
  placeOf: (i: number) => number = (i) => i,
): LabelledImages {
  return {
    title: 'formula images',
    shape,
    count,
    classes,
    labels: Array.from({ length: count }, (_, i) => placeOf(i) % classes),
    image: (i) => formulaImage(placeOf(i), shape, classes),
    black: [-1, -1, -1].slice(0, shape[0]),
  };
}

export function formulaData(count: number, shape: readonly number[], classes = 10): TrainingData {
  const train = formulaSet(count, shape, classes);
  return { train, validation: formulaSet(20, shape, classes, (i) => 1000 + i), digest: `formula ${count} ${shape.join('x')}` };
}
