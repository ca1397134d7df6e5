import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Architecture } from '../../../arch/types.js';
import { parameter, usageError } from '../../../core/errors.js';
import { checkRequest, requestSchema } from '../../../core/schema/check-request.js';
import { count, either, number, text } from '../../../core/schema/fields.js';
import { keepInit } from '../../../runtime/weights/definitions.js';
import { readOne } from '../../../search/scoring/read-items.js';
import type { ModelOptions } from '../../../search/scoring/types.js';
import { checkTraining } from '../../../training/check-training.js';
import { architectureField, pickSettings, trainingDataField, trainingOptional } from '../../../training/request.js';
import { resolveSettings } from '../../../training/settings.js';
import { trainArchitecture as trainPure, type TrainingRequest } from '../../../training/train-architecture.js';
import type { TrainingData, TrainingHooks, TrainingResult } from '../../../training/types.js';
import { checkpointInFolder, checkpointName } from '../training/checkpoint-file.js';
import { makeFolder, pathKind } from '../files/files.js';
import { inputFiles } from './input-files.js';
import { openAnySpace } from '../user-code/load-space.js';
import { cardOf, type RunDevice } from '../../../runtime/ort/devices.js';
import { deviceField } from '../../../engine/request-fields.js';
import { openDeviceEngine } from '../devices/device-engine.js';
import { requireDevice } from '../devices/require-device.js';
import { modelFields, orPath } from './path-fields.js';
import { lockRun } from '../run-folder/run-lock.js';
import { writeTrained } from '../training/trained-files.js';
import { openTrainingData } from '../training/training-data.js';

/** A training on this machine: the architecture and the images may be named by their paths. */
export interface NodeTrainingRequest
  extends
    Omit<TrainingRequest, 'architecture' | 'data' | 'engine' | 'weights' | 'checkpoints'>,
    Pick<ModelOptions, 'partial' | 'shape' | 'set' | 'outputs'> {
  /** A published string, a model file, or a network. */
  readonly architecture: string | Architecture;
  /** The space of the string. */
  readonly space?: string;
  /** A folder of images, cifar10:DIR, cifar10:FILE, folder:DIR. */
  readonly data: string | TrainingData;
  /** Images to validate with, or a share of them: left out, the folder's own, or 0.2. */
  readonly validation?: string | number;
  /** Where the checkpoint is kept and the trained network is written; left out, nothing is. */
  readonly folder?: string;
  /** Threads of the runtime; by default, one for each core. */
  readonly threads?: number;
  /** What trains: the processor unless given, or a card (docs/devices.md). */
  readonly device?: RunDevice;
}

/** What a training on this machine gave. */
export interface NodeTrainingResult extends TrainingResult {
  readonly architecture: Architecture;
  /** Paths of what was written. */
  readonly files: readonly string[];
}

export const trainingSource = orPath(trainingDataField, 'a source of images, or such images');
/** What every training on this machine may have. */
export const nodeTrainingOptional = {
  validation: either('a source of images, or a share', text, number),
  folder: text,
  threads: count(1),
  device: deviceField,
  ...modelFields,
};
const schema = requestSchema<NodeTrainingRequest>(
  { architecture: orPath(architectureField, 'a published string, the path of a model, or a network'), data: trainingSource },
  { ...trainingOptional, ...nodeTrainingOptional, space: text },
);

/**
 * Trains a network on this machine.
 * @throws usage and data errors for what cannot be trained, and where the loss becomes infinite; what `hooks.signal` was aborted with.
 */
export async function trainArchitecture(asked: NodeTrainingRequest, hooks: TrainingHooks = {}): Promise<NodeTrainingResult> {
  checkRequest('trainArchitecture', schema, asked);
  const {
    architecture: given,
    space,
    data,
    validation,
    folder,
    threads,
    device,
    partial,
    shape,
    set,
    outputs,
    ...request
  } = asked;
  const settings = resolveSettings(pickSettings(request));
  const {
    architecture,
    name: called,
    path,
  } = await open(given, space, {
    ...(partial === undefined ? {} : { partial }),
    ...(shape === undefined ? {} : { shape }),
    ...(set === undefined ? {} : { set }),
    ...(outputs === undefined ? {} : { outputs }),
  });
  // A published string says nothing of the space's options.
  const { init, name = path === undefined && space !== undefined ? `${called} of ${space}` : called } = request;
  if (init === keepInit && path === undefined)
    throw usageError(parameter('init'), {
      expected: 'an .onnx file, which holds weights',
      got: 'an architecture without',
      code: 'missing',
    });
  const [input] = architecture.inputs;
  if (input === undefined || architecture.inputs.length !== 1)
    throw usageError(name, {
      expected: 'a network with one input, of images',
      got: `${architecture.inputs.length} inputs`,
      code: 'unsupported',
    });
  const images = typeof data === 'string' ? await openTrainingData(data, validation, input.shape.slice(1)) : data;
  const { memoryLimit = Math.round(0.8 * totalmem()) } = request;
  // Before a folder is made.
  checkTraining(name, architecture, images, settings, memoryLimit);
  const card = cardOf(device);
  if (card !== undefined) await requireDevice(card);
  const engine = await openDeviceEngine(card, threads ?? availableParallelism());
  const lock = folder === undefined ? undefined : openFolder(folder, request.resume === true);
  const file = init === keepInit && path !== undefined ? await inputFiles.openOnnx(path, {}) : undefined;
  try {
    const result = await trainPure(
      {
        ...request,
        memoryLimit,
        name,
        architecture,
        data: images,
        engine,
        ...(folder === undefined ? {} : { checkpoints: checkpointInFolder(folder) }),
        ...(file === undefined ? {} : { weights: file.weights }),
      },
      hooks,
    );
    const files = folder === undefined ? [] : await writeTrained(folder, name, architecture, result);
    return { ...result, architecture, files };
  } finally {
    file?.close();
    lock?.release();
  }
}

async function open(
  given: string | Architecture,
  space: string | undefined,
  options: ModelOptions,
): Promise<{ readonly architecture: Architecture; readonly name: string; readonly path: string | undefined }> {
  if (typeof given !== 'string') return { architecture: given, name: given.name ?? 'the network', path: undefined };
  const { item, architecture } = await readOne(given, {
    ...options,
    files: inputFiles,
    space: { named: space, openSpace: openAnySpace },
  });
  return { architecture: architecture(), name: item.name, path: item.path };
}

/** @throws a usage error where a training lies there already and is not to go on. */
function openFolder(folder: string, resume: boolean): ReturnType<typeof lockRun> {
  makeFolder(folder, folder);
  const hasCheckpoint = pathKind(join(folder, checkpointName)) === 'file';
  if (hasCheckpoint && !resume)
    throw usageError(parameter('folder'), {
      expected: 'a folder without a training',
      got: `${checkpointName} in ${folder}`,
      hint: 'go on with `resume`, or choose another folder',
      code: 'exists',
    });
  if (!hasCheckpoint && resume)
    throw usageError(parameter('resume'), {
      expected: 'the folder of a training',
      got: `no ${checkpointName} in ${folder}`,
      code: 'missing',
    });
  return lockRun(folder, folder);
}
