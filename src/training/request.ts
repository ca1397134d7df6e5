/** The requests of trainings, as schemas: what they may hold, and what must be there. */
import * as v from 'valibot';
import type { Architecture } from '../arch/types.js';
import type { Weights } from '../arch/weights.js';
import { requestSchema, type OptionalFields } from '../core/schema/check-request.js';
import { count, flag, hasFunctions, hook, made, number, signal, text } from '../core/schema/fields.js';
import type { OrtEngine } from '../runtime/ort/types.js';
import type { CheckpointStore } from './checkpoint/types.js';
import type { TrainingRequest } from './train-architecture.js';
import type { LabelledImages, TrainingData, TrainingHooks, TrainingSettings } from './types.js';

function isImages(value: unknown): value is LabelledImages {
  return hasFunctions(value, 'image') && Array.isArray((value as LabelledImages).shape);
}

export const architectureField = v.custom<Architecture>(
  (value) => typeof value === 'object' && value !== null && (value as Architecture).format === 'assay-architecture',
  'a network, as createArchBuilder or a space makes it',
);
export const trainingDataField = v.custom<TrainingData>(
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    isImages((value as TrainingData).train) &&
    isImages((value as TrainingData).validation) &&
    typeof (value as TrainingData).digest === 'string',
  'images to train on and to validate with, as openTrainingData makes them',
);

/** Ranges are checked where defaults are filled in. */
export const settingFields: OptionalFields<Partial<TrainingSettings>> = {
  epochs: number,
  batch: number,
  optimizer: text as never,
  learningRate: number,
  schedule: text as never,
  warmupEpochs: number,
  momentum: number,
  nesterov: flag,
  weightDecay: number,
  labelSmoothing: number,
  cropPadding: number,
  flip: flag,
  cutout: number,
  seed: number,
};

/** The settings of a request, without all else that it holds. */
export function pickSettings(request: Partial<TrainingSettings>): Partial<TrainingSettings> {
  return Object.fromEntries(Object.keys(settingFields).map((name) => [name, request[name as keyof TrainingSettings]]));
}

/** What trainings on any machine may have besides. */
export const trainingOptional = {
  ...settingFields,
  name: text,
  init: text,
  resume: flag,
  memoryLimit: count(1),
  now: hook,
};

export const trainingSchema = requestSchema<TrainingRequest>(
  { architecture: architectureField, data: trainingDataField, engine: made<OrtEngine>('an engine', 'createSession') },
  {
    ...trainingOptional,
    weights: made<Weights>('weights by node', 'get'),
    checkpoints: made<CheckpointStore>('a store of checkpoints', 'load', 'save'),
  },
);

export const trainingHooksSchema = requestSchema<TrainingHooks>({}, { signal, onNotice: hook, onStep: hook, onEpoch: hook });
