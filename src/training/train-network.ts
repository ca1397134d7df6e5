/**
 * Trains one network on ONNX Runtime:
 *   1. the step is written as one model, its session made once
 *   2. every step feeds a batch and what the last step gave; the vectors of the state go round as they are
 *   3. after every epoch the network is judged in inference mode and a checkpoint is saved
 * All random numbers depend on seed, epoch and image alone, so a training that goes on from a checkpoint gives the same bytes.
 */
import { must } from '../core/must.js';
import { canonicalHash } from '../arch/canonical.js';
import type { Architecture } from '../arch/types.js';
import type { Weights } from '../arch/weights.js';
import { usageError } from '../core/errors.js';
import { batchNormOf } from '../runtime/ort/batch-norm-of.js';
import { blockedChannels } from '../runtime/ort/blocked-channels.js';
import { runtimeFailure } from '../runtime/ort/run-once.js';
import type { OrtEngine, OrtElements, OrtInput, OrtSession } from '../runtime/ort/types.js';
import type { Initializer } from '../runtime/weights/types.js';
import { readCheckpoint, writeCheckpoint, type Identity } from './checkpoint/checkpoint.js';
import type { CheckpointStore } from './checkpoint/types.js';
import { checkTraining, trainingNotes } from './check-training.js';
import { createBatch, fillBatch, orderOfEpoch, stepsInEpoch } from './data/next-batch.js';
import { evaluateNetwork } from './evaluate.js';
import { countRight } from './judge-logits.js';
import { learningRateAt } from './learning-rate.js';
import { optimizers } from './optimizers/index.js';
import { modelNames, writeTrainingModel, type TrainingModel } from './step/training-model.js';
import { firstState, vectorLengths, weightsOf, type TrainingState } from './training-state.js';
import type {
  EpochRecord,
  LabelledImages,
  TrainedOn,
  TrainingData,
  TrainingHooks,
  TrainingResult,
  TrainingSettings,
} from './types.js';

export interface NetworkTraining {
  /** What messages call the network. */
  readonly name: string;
  readonly architecture: Architecture;
  readonly data: TrainingData;
  readonly settings: TrainingSettings;
  readonly engine: OrtEngine;
  /** The first weights. */
  readonly initializer: Initializer;
  /** Names the first weights, so that a resumed training notices others. */
  readonly init: string;
  /** Weights whose running statistics are the first. */
  readonly kept?: Weights;
  /** Bytes a step may need. */
  readonly memoryLimit: number;
  readonly checkpoints?: CheckpointStore;
  /** Goes on from the checkpoint, where there is one. */
  readonly resume?: boolean;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
}

/**
 * @throws usage and data errors for what cannot be trained, and where the loss is no finite number; what `hooks.signal` was aborted with.
 */
export async function trainNetwork(training: NetworkTraining, hooks: TrainingHooks = {}): Promise<TrainingResult> {
  const { name, architecture, data, settings, engine, initializer, memoryLimit, checkpoints, resume = false } = training;
  checkTraining(name, architecture, data, settings, memoryLimit);
  for (const note of trainingNotes(architecture, data)) hooks.onNotice?.(note);
  const block = await blockedChannels(engine);
  const model = writeTrainingModel(name, architecture, {
    settings,
    batchNorm: batchNormOf(engine, 'joint'),
    dialect: engine.dialect,
    block,
    initializer,
  });
  const identity: Identity = {
    ...settings,
    init: training.init,
    data: data.digest,
    network: canonicalHash(architecture),
    // What a card computes goes on there: its last digits are others.
    ...(engine.dialect === 'card' ? { engine: engine.title } : {}),
  };
  const saved = resume ? checkpoints?.load() : undefined;
  let state =
    saved === undefined
      ? await firstState(model, settings.optimizer, initializer, training.kept)
      : readCheckpoint(checkpoints?.title ?? 'checkpoint', saved, identity, vectorLengths(model, settings.optimizer));

  const current = (): ReturnType<typeof weightsOf> => weightsOf(architecture, model, state, initializer);
  if (state.records.length < settings.epochs) {
    const session = await engine.createSession(model.bytes, 'many runs').catch((error: unknown) => {
      throw runtimeFailure(engine, error);
    });
    try {
      const pace = { started: training.now(), steps: 0 };
      for (let epoch = state.records.length; epoch < settings.epochs; epoch++) {
        const { vectors, ...means } = await runEpoch(training, model, session, state, epoch, pace, hooks);
        state = { ...state, vectors };
        const judged = await evaluateNetwork(engine, architecture, current(), data.validation, settings.batch, hooks.signal);
        const record: EpochRecord = {
          epoch: epoch + 1,
          ...means,
          validationLoss: judged.loss,
          validationAccuracy: judged.accuracy,
        };
        state = { ...state, records: [...state.records, record] };
        checkpoints?.save(writeCheckpoint(state, identity));
        hooks.onEpoch?.(record);
      }
    } finally {
      await session.release();
    }
  }
  const last = state.records.at(-1) as EpochRecord;
  return { accuracy: last.validationAccuracy, settings, epochs: state.records, data: trainedOn(data), weights: current() };
}

function trainedOn({ train, validation, classNames }: TrainingData): TrainedOn {
  const describe = ({ title, count }: LabelledImages): TrainedOn['train'] => ({
    source: title.replace(/\bdata (?=\S)/, ''),
    images: count,
  });
  return {
    train: describe(train),
    validation: describe(validation),
    classes: train.classes,
    ...(classNames === undefined ? {} : { classNames }),
  };
}

type EpochOutcome = Pick<TrainingState, 'vectors'> & Pick<EpochRecord, 'learningRate' | 'trainLoss' | 'trainAccuracy'>;

/** @param pace when this run began and how many steps it has made, to report its speed. */
async function runEpoch(
  { name, architecture, data, settings, engine, now }: NetworkTraining,
  model: TrainingModel,
  session: OrtSession,
  { vectors: before, records }: TrainingState,
  epoch: number,
  pace: { readonly started: number; steps: number },
  { signal, onStep }: TrainingHooks,
): Promise<EpochOutcome> {
  const { batch } = settings;
  const optimizer = optimizers[settings.optimizer];
  const inEpoch = stepsInEpoch(data.train, settings);
  const steps = inEpoch * settings.epochs;
  const input = must(architecture.inputs[0], 'an input');
  const order = orderOfEpoch(data.train.count, settings.seed, epoch);
  const filled = createBatch(data.train.shape, model.classes, batch);
  let vectors = before;
  let learningRate = 0;
  let lossSum = 0;
  let right = 0;
  for (let i = 0; i < inEpoch; i++) {
    signal?.throwIfAborted();
    const step = epoch * inEpoch + i;
    learningRate = learningRateAt(step, steps, settings);
    fillBatch(filled, data.train, order.subarray(i * batch, (i + 1) * batch), settings, epoch);
    const inputs: { [name: string]: OrtInput } = {
      [input.id]: { dims: model.inputShape, values: filled.images },
      [modelNames.targets]: { dims: [batch, model.classes], values: filled.targets },
    };
    for (const [key, values] of Object.entries(vectors)) inputs[key] = { dims: [values.length], values };
    for (const [key, value] of Object.entries(optimizer.scalars(step, learningRate, settings)))
      inputs[modelNames.scalar(key)] = { dims: [], values: Float32Array.of(value) };
    const results = await session.run(inputs).catch((error: unknown) => {
      throw runtimeFailure(engine, error);
    });
    const valuesOf = (output: string): OrtElements => must(results[output], 'each output of the step').values;
    const loss = valuesOf(modelNames.loss)[0] ?? NaN;
    if (!Number.isFinite(loss))
      throw usageError(name, {
        expected: 'a finite loss',
        got: `${loss} in step ${step + 1} of ${steps} at learning rate ${learningRate.toPrecision(3)}`,
        hint: `choose a smaller learning rate; ${records.length === 0 ? 'no epoch was done' : `the checkpoint of epoch ${records.length} is kept`}`,
        code: 'no-result',
      });
    vectors = Object.fromEntries(Object.keys(vectors).map((key) => [key, valuesOf(modelNames.next(key)) as Float32Array]));
    lossSum += loss;
    right += countRight(valuesOf(modelNames.logits), filled.labels, batch);
    pace.steps++;
    const seconds = (now() - pace.started) / 1000;
    onStep?.({
      epoch: epoch + 1,
      step: step + 1,
      steps,
      loss,
      accuracy: (100 * right) / ((i + 1) * batch),
      learningRate,
      imagesPerSecond: (pace.steps * batch) / seconds,
      secondsLeft: ((steps - step - 1) * seconds) / pace.steps,
    });
  }
  return { vectors, learningRate, trainLoss: lossSum / inEpoch, trainAccuracy: (100 * right) / (inEpoch * batch) };
}
