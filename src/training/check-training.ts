/** What a training needs of a network and its data, said in one line before anything is run. */
import { must } from '../core/must.js';
import { dataError, parameter, usageError } from '../core/errors.js';
import { plural } from '../core/plural.js';
import { mebibytes } from '../core/read-limits.js';
import { inferShapes } from '../arch/infer.js';
import type { Architecture } from '../arch/types.js';
import { countClasses } from '../runtime/passes/losses.js';
import { trainingBytes } from './training-bytes.js';
import type { LabelledImages, TrainingData, TrainingSettings } from './types.js';

/** @throws a data error for a network or images that cannot be trained, a usage error for settings that do not fit them. */
export function checkTraining(
  where: string,
  architecture: Architecture,
  { train, validation }: TrainingData,
  settings: TrainingSettings,
  memoryLimit: number,
): void {
  const { inputs, outputs } = architecture;
  if (inputs.length !== 1)
    throw dataError(where, {
      expected: 'a network with one input, of images',
      got: `${inputs.length} inputs`,
      code: 'unsupported',
    });
  if (outputs.length !== 1)
    throw dataError(where, {
      expected: 'a network with one output, of classes',
      got: `${outputs.length} outputs`,
      hint: 'choose one with `outputs`',
      code: 'unsupported',
    });
  const counted = countClasses(architecture, inferShapes(architecture, 2));
  if (!counted.ok)
    throw dataError(where, { expected: 'a classifier', got: `another network: ${counted.reason}`, code: 'unsupported' });
  const shape = must(inputs[0], 'an input').shape.slice(1);
  for (const images of [train, validation]) checkImages(images, shape, counted.classes);
  if (new Set(Array.from(train.labels)).size < 2)
    throw dataError(train.title, { expected: 'images of at least 2 classes', got: 'one class only', code: 'mismatch' });
  if (train.count < settings.batch)
    throw usageError(parameter('batch'), {
      expected: `at most the ${train.count} images of ${train.title}`,
      got: String(settings.batch),
      hint: 'images that are held out for validation do not count; 64 is the default',
      code: 'out-of-range',
    });
  const side = Math.min(...shape.slice(1));
  for (const name of ['cropPadding', 'cutout'] as const)
    if (settings[name] > side)
      throw usageError(parameter(name), {
        expected: `at most ${side} pixels, the side of an image`,
        got: String(settings[name]),
        code: 'out-of-range',
      });
  if (validation.count === 0) throw dataError(validation.title, { expected: 'at least 1 image', got: 'none', code: 'missing' });
  const bytes = trainingBytes(architecture, settings);
  if (bytes > memoryLimit)
    throw dataError('training step', {
      expected: `at most ${mebibytes(memoryLimit)} of memory`,
      got: `about ${mebibytes(bytes)} for ${settings.batch} images`,
      hint: 'choose a smaller `batch`',
      code: 'limit-exceeded',
    });
}

/** Lines for the user about what is trained all the same: outputs of the network that no image can teach. */
export function trainingNotes(architecture: Architecture, { train }: TrainingData): string[] {
  const counted = countClasses(architecture, inferShapes(architecture, 2));
  if (!counted.ok || counted.classes <= train.classes) return [];
  return [
    `the network tells ${plural(counted.classes, 'class', 'classes')} apart, ${train.title} has ${train.classes}: the other ${counted.classes - train.classes} outputs only learn to stay low`,
  ];
}

const isClass = (label: number | undefined, classes: number): boolean => label !== undefined && label >= 0 && label < classes;

function checkImages({ title, shape: given, labels, count }: LabelledImages, shape: readonly number[], classes: number): void {
  if (given.join() !== shape.join())
    throw dataError(title, {
      expected: `images of ${shape.join('x')}, which the network reads`,
      got: given.join('x'),
      code: 'mismatch',
    });
  for (let i = 0; i < count; i++)
    if (!isClass(labels[i], classes))
      throw dataError(title, {
        expected: `labels from 0 to ${classes - 1}, the classes of the network`,
        got: `${labels[i]} at image ${i + 1}`,
        code: 'out-of-range',
      });
}
