import type { Architecture } from '../arch/types.js';
import type { Weights } from '../arch/weights.js';
import { parameter, usageError } from '../core/errors.js';
import { checkRequest } from '../core/schema/check-request.js';
import type { OrtEngine } from '../runtime/ort/types.js';
import { defaultInit, keepInit } from '../runtime/weights/definitions.js';
import { checkInit, createInitializer } from '../runtime/weights/index.js';
import { storedWeights } from '../runtime/weights/stored.js';
import type { CheckpointStore } from './checkpoint/types.js';
import { trainingHooksSchema, trainingSchema } from './request.js';
import { resolveSettings } from './settings.js';
import { trainNetwork } from './train-network.js';
import type { TrainingData, TrainingHooks, TrainingResult, TrainingSettings } from './types.js';

/** A network, images and how to train it; settings that are left out are NAS-Bench-201's, with a batch of 64. */
export interface TrainingRequest extends Partial<TrainingSettings> {
  readonly architecture: Architecture;
  /** What messages call it; left out, the architecture's name. */
  readonly name?: string;
  readonly data: TrainingData;
  readonly engine: OrtEngine;
  /** The first weights: an initialisation, or `keep` for `weights`. */
  readonly init?: string;
  /** What `keep` keeps. */
  readonly weights?: Weights;
  readonly checkpoints?: CheckpointStore;
  /** Goes on from the checkpoint, where there is one, to what a training without a break gives, byte for byte. */
  readonly resume?: boolean;
  /** Bytes a step may need; left out, 8 GiB. */
  readonly memoryLimit?: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

/** Bytes of a step, where nobody says. */
const defaultMemoryLimit = 8 * 2 ** 30;

/**
 * Trains a network from its first weights.
 * @throws usage and data errors for what cannot be trained, and where the loss becomes infinite; what `hooks.signal` was aborted with.
 */
export async function trainArchitecture(request: TrainingRequest, hooks: TrainingHooks = {}): Promise<TrainingResult> {
  checkRequest('trainArchitecture', trainingSchema, request);
  checkRequest('trainArchitecture', trainingHooksSchema, hooks);
  const {
    architecture,
    name = architecture.name ?? 'the network',
    data,
    engine,
    init = defaultInit,
    weights,
    checkpoints,
    resume = false,
    memoryLimit = defaultMemoryLimit,
    now = () => performance.now(),
    ...settings
  } = request;
  const resolved = resolveSettings(settings);
  const how = checkInit(init);
  if (how === keepInit && weights === undefined)
    throw usageError(parameter('init'), { expected: 'a network with weights for `keep`', got: 'none', code: 'missing' });
  return trainNetwork(
    {
      name,
      architecture,
      data,
      settings: resolved,
      engine,
      initializer: how === keepInit ? await storedWeights(weights as Weights) : createInitializer(how, resolved.seed),
      init,
      ...(how === keepInit ? { kept: weights as Weights } : {}),
      memoryLimit,
      ...(checkpoints === undefined ? {} : { checkpoints }),
      resume,
      now,
    },
    hooks,
  );
}
