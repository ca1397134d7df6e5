/** `assay:epochs=3:batch=128`, `table:accuracy=COLUMN`, or a program: who trains the best of a search. */
import { must } from '../../../core/must.js';
import type { Table } from '../../../benchmarks/table.js';
import { recognizeTable, targetColumns } from '../../../benchmarks/index.js';
import { parameter, quote, usageError } from '../../../core/errors.js';
import { parseSpec, resolveOptions, type OptionSpecs } from '../../../core/options.js';
import type { SearchSpace } from '../../../spaces/types.js';
import type { RunDevice } from '../../../runtime/ort/devices.js';
import { createTableTrainer } from '../../../search/training/table-trainer.js';
import type { Trainer } from '../../../training/trainer.js';
import type { TrainingSettings } from '../../../training/types.js';
import { createCommandTrainer, defaultTrainer } from './command-trainer.js';
import { createNetworkTrainer } from './network-trainer.js';

const number = (help: string, kind: 'integer' | 'number' = 'number') => ({ kind, default: undefined, help }) as const;

/** Options of `assay`; ranges are checked with the settings. */
const trainerOptions = {
  epochs: number('passes over the images', 'integer'),
  batch: number('images in a step', 'integer'),
  lr: number('learning rate'),
  optimizer: { kind: 'choice', default: 'sgd', choices: ['sgd', 'adamw'], help: 'how weights follow their gradient' },
  decay: number('weight decay'),
  smoothing: number('label smoothing'),
  padding: number('pixels of black before a crop', 'integer'),
  flip: { kind: 'boolean', default: true, help: 'mirror half of the images' },
  cutout: number('side of a square of zeros', 'integer'),
} as const satisfies OptionSpecs;

export interface OpenTrainerOptions {
  /** Images to train on: a folder, cifar10:DIR, cifar10:FILE, folder:DIR. */
  readonly data?: string;
  readonly validation?: string | number;
  /** Accuracies, for `table`. */
  readonly table?: Table;
  /** Where networks and checkpoints go, each network in a folder of its own. */
  readonly folder: string;
  readonly seed: number;
  readonly device?: RunDevice | undefined;
}

/** @throws a usage error for options that are not known, or without what the trainer needs. */
export function openTrainer(text: string, options: OpenTrainerOptions): Trainer | ((space: SearchSpace) => Trainer) {
  const where = `trainer ${quote(text)}`;
  const [id] = text.split(':');
  if (id === 'table') {
    const { accuracy, ...rest } = parseSpec(text, 'trainer').options;
    resolveOptions(where, {}, rest);
    const { table } = options;
    if (table === undefined)
      throw usageError(parameter('table'), { expected: 'a table of accuracies for the trainer', got: 'none', code: 'missing' });
    return (space) =>
      createTableTrainer(table, space, accuracy ?? must(targetColumns(table, recognizeTable(table, space.id))[0], 'a target'));
  }
  if (id !== defaultTrainer) return createCommandTrainer({ command: text, folder: options.folder, seed: options.seed });
  const { data, validation, folder, seed, device } = options;
  if (data === undefined)
    throw usageError(parameter('trainData'), { expected: 'images to train on', got: 'none', code: 'missing' });
  const values = resolveOptions(where, trainerOptions, parseSpec(text, 'trainer').options);
  const given: { readonly [S in keyof TrainingSettings]?: TrainingSettings[S] | undefined } = {
    epochs: values.epochs,
    batch: values.batch,
    learningRate: values.lr,
    optimizer: values.optimizer,
    weightDecay: values.decay,
    labelSmoothing: values.smoothing,
    cropPadding: values.padding,
    flip: values.flip,
    cutout: values.cutout,
    seed,
  };
  const settings = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as Partial<TrainingSettings>;
  return createNetworkTrainer({
    ...settings,
    data,
    folder,
    ...(validation === undefined ? {} : { validation }),
    ...(device === undefined ? {} : { device }),
  });
}
