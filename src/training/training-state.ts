/** Everything that changes from step to step, and the network's weights out of it. */
import { must } from '../core/must.js';
import { product } from '../arch/ops/shapes.js';
import { parametersOf } from '../arch/parameters.js';
import type { Architecture } from '../arch/types.js';
import { valuesOf, type TensorValues, type Weights } from '../arch/weights.js';
import type { Initializer } from '../runtime/weights/types.js';
import { optimizers } from './optimizers/index.js';
import { modelNames, type TrainingModel } from './step/training-model.js';
import type { EpochRecord, OptimizerId } from './types.js';

export interface TrainingState {
  /** The vectors that a step takes and gives, by the names of the model's inputs. */
  readonly vectors: { readonly [name: string]: Float32Array };
  /** Of the epochs that are done. */
  readonly records: readonly EpochRecord[];
}

/** Lengths of the vectors of a model's state. */
export function vectorLengths(
  { weightCount, statisticsCount }: TrainingModel,
  optimizer: OptimizerId,
): { readonly [name: string]: number } {
  return {
    [modelNames.weights]: weightCount,
    ...(statisticsCount === 0 ? {} : { [modelNames.statistics]: statisticsCount }),
    ...Object.fromEntries(optimizers[optimizer].memory.map((name) => [modelNames.memory(name), weightCount])),
  };
}

/** Before the first step: the first weights, and statistics of mean 0 and variance 1 where `kept` has none. */
export async function firstState(
  model: TrainingModel,
  optimizer: OptimizerId,
  initializer: Initializer,
  kept: Weights = new Map(),
): Promise<TrainingState> {
  const vectors = Object.fromEntries(
    Object.entries(vectorLengths(model, optimizer)).map(([name, length]) => [name, new Float32Array(length)]),
  );
  for (const { parameter, at, length } of model.weights) {
    const values = initializer.values(parameter);
    if (typeof values === 'number') vectorOf(vectors, modelNames.weights).fill(values, at, at + length);
    else vectorOf(vectors, modelNames.weights).set(values, at);
  }
  for (const { node, at, channels } of model.statistics) {
    const { mean, variance } = kept.get(node) ?? {};
    const statistics = vectorOf(vectors, modelNames.statistics);
    statistics.set((await mean?.load()) ?? new Float32Array(channels), at);
    statistics.set((await variance?.load()) ?? new Float32Array(channels).fill(1), at + channels);
  }
  return { vectors, records: [] };
}

function vectorOf(vectors: TrainingState['vectors'], name: string): Float32Array {
  return must(vectors[name], `the vector of ${name}`);
}

/** Learned tensors and running statistics by node. They are parts of the state's vectors, which no step writes to. */
export function weightsOf(
  architecture: Architecture,
  model: TrainingModel,
  { vectors }: TrainingState,
  initializer: Initializer,
): Weights {
  const places = new Map(model.weights.map((place) => [place.parameter.key, place]));
  const weights = new Map<string, { [name: string]: TensorValues }>();
  for (const [node, parameters] of parametersOf(architecture)) {
    const tensors: { [name: string]: TensorValues } = {};
    for (const parameter of parameters) {
      const place = places.get(parameter.key);
      const given = place === undefined ? initializer.values(parameter) : undefined;
      const values =
        place !== undefined
          ? vectorOf(vectors, modelNames.weights).subarray(place.at, place.at + place.length)
          : typeof given === 'number'
            ? new Float32Array(product(parameter.shape)).fill(given)
            : (given as Float32Array);
      tensors[parameter.name] = valuesOf(parameter.shape, values);
    }
    weights.set(node, tensors);
  }
  for (const { node, channels, at } of model.statistics) {
    const part = (start: number): TensorValues =>
      valuesOf([channels], vectorOf(vectors, modelNames.statistics).subarray(start, start + channels));
    weights.set(node, { ...weights.get(node), mean: part(at), variance: part(at + channels) });
  }
  return weights;
}
