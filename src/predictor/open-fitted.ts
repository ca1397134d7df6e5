/** A fitted judgement ready to predict: what it learned is learned again from what the file holds. */
import { createFeatureSet } from './features/feature-set.js';
import { standardise } from './features/scaling.js';
import type { NetworkView } from './features/types.js';
import { normalScores } from './normal-scores.js';
import { priorOf } from './prior.js';
import { regressors } from './regressors/index.js';
import type { Prediction } from './regressors/types.js';
import type { FittedJudgement } from './types.js';

/** A prediction, in normal scores and in the unit of the accuracies. */
export interface FittedPrediction extends Prediction {
  readonly accuracy: number;
  /** Standard deviation of the accuracy. */
  readonly accuracyDeviation: number;
  /** Standardised features, by which networks are alike. */
  readonly row: Float64Array;
}

export interface OpenedJudgement {
  readonly fitted: FittedJudgement;
  predict(network: NetworkView): FittedPrediction;
  /** The largest known accuracy as a normal score. */
  readonly best: number;
}

export function openFitted(fitted: FittedJudgement): OpenedJudgement {
  const { recipe, scales, prior, regressor, calibration, seed, known } = fitted;
  const scale = normalScores(known.map(({ accuracy }) => accuracy));
  const rows = known.map(({ features }) => Float64Array.from(features));
  const definition = regressors.find(({ id }) => id === regressor.id);
  if (definition === undefined) throw new Error(`no regressor "${regressor.id}"`);
  const learned = definition.learn(
    { rows, targets: scale.scores, prior: Float64Array.from(rows, (row) => priorOf(row, prior)), seed },
    regressor.settings,
  );
  const features = createFeatureSet(recipe);
  return {
    fitted,
    best: scale.scores.reduce((most, score) => Math.max(most, score), -Infinity),
    predict(network) {
      const row = standardise(features.describe(network), scales);
      const { mean, deviation: given } = learned.predict(row, priorOf(row, prior));
      const deviation = given * calibration;
      const accuracy = scale.accuracyOf(mean);
      const accuracyDeviation = (scale.accuracyOf(mean + deviation) - scale.accuracyOf(mean - deviation)) / 2;
      return { mean, deviation, accuracy, accuracyDeviation, row };
    },
  };
}
