/** A regressor learns targets from rows of standardised features, and predicts with an uncertainty. */

/** What it learns from. */
export interface TrainingData {
  /** One row a network, each with one standardised number a feature. */
  readonly rows: readonly Float64Array[];
  /** Normal scores: about mean 0 and deviation 1. */
  readonly targets: Float64Array;
  /** What the untrained judgement says of each network, standardised. */
  readonly prior: Float64Array;
  readonly seed: number;
}

/** Of one network, in normal scores. */
export interface Prediction {
  readonly mean: number;
  /** Standard deviation, positive. */
  readonly deviation: number;
}

/** What was chosen before learning, as JSON numbers. */
export type Settings = { readonly [name: string]: number };

export interface Regressor {
  /** The mean alone, where nobody asks how sure it is. */
  mean(row: Float64Array, prior: number): number;
  predict(row: Float64Array, prior: number): Prediction;
}

/** A way to learn. */
export interface RegressorDefinition {
  readonly id: RegressorId;
  readonly title: string;
  /** The settings that suit the data. */
  tune(data: TrainingData): Settings;
  /** Depends on data, settings and seed alone: a file keeps these and learns again when it is opened. */
  learn(data: TrainingData, settings: Settings): Regressor;
}

/** What predicts an accuracy from scores. */
export type RegressorId = 'gaussian-process' | 'ridge' | 'forest';
