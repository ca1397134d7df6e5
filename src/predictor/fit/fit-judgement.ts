/** Learns a judgement from described networks: pure numbers in, JSON out. */
import { must } from '../../core/must.js';
import { version } from '../../core/version.js';
import { kendallInterval, kendallTauB } from '../../core/statistics/index.js';
import { fitScales, standardise, type FeatureScale } from '../features/scaling.js';
import { createFeatureSet } from '../features/feature-set.js';
import type { FeatureRecipe } from '../features/types.js';
import { normalScores, type NormalScores } from '../normal-scores.js';
import type { TrainingData } from '../regressors/types.js';
import type { ScoreSettings } from '../../evidence/types.js';
import { fittedVersion, type FittedJudgement } from '../types.js';
import { priorOf } from '../prior.js';
import { chooseRegressor, crossValidate } from './cross-validate.js';

/** What to learn from. */
export interface FitData {
  readonly space?: string;
  readonly target: string;
  readonly recipe: FeatureRecipe;
  /** Proxies of the recipe that rank together where nothing is fitted. */
  readonly judgement: readonly string[];
  /** How that judgement ranks the known networks, higher is better: what a fit is compared with. */
  readonly judged: ArrayLike<number>;
  readonly known: readonly {
    readonly name: string;
    readonly form: string;
    readonly accuracy: number;
    /** By the recipe, not yet standardised. */
    readonly features: Float64Array;
  }[];
  /** Features of random networks of the space: they tell what is usual. */
  readonly reference: readonly Float64Array[];
  readonly seed: number;
  /** How scores were computed, where that matters. */
  readonly settings?: ScoreSettings;
  readonly onFold?: (done: number, total: number) => Promise<void> | void;
}

/** Deviations this much too small or too large are corrected, no more. */
const mostCorrected = 4;

/** Known networks as a regressor learns from them. */
export function createTraining({ known, recipe, reference, seed, judgement }: Omit<FitData, 'judged'>): {
  readonly scales: readonly FeatureScale[];
  /** Places of the judgement among the scales. */
  readonly prior: readonly number[];
  readonly accuracies: NormalScores;
  readonly training: TrainingData;
} {
  const scales = fitScales([...known.map(({ features }) => features), ...reference]);
  const { names } = createFeatureSet(recipe);
  const prior = scales.flatMap(({ place }, at) => (judgement.includes(must(names[place], 'a name of each feature')) ? [at] : []));
  const rows = known.map(({ features }) => rounded(standardise(features, scales)));
  const accuracies = normalScores(known.map(({ accuracy }) => accuracy));
  return {
    scales,
    prior,
    accuracies,
    training: { rows, targets: accuracies.scores, prior: Float64Array.from(rows, (row) => priorOf(row, prior)), seed },
  };
}

/** Learns, and says by cross-validation how well. */
export async function fitJudgement(data: FitData): Promise<FittedJudgement> {
  const { known, recipe, seed, target, onFold } = data;
  const { scales, prior, accuracies: scale, training } = createTraining(data);
  const accuracies = known.map(({ accuracy }) => accuracy);
  const { predictions, folds, chosen } = await crossValidate(training, async (done, total) => onFold?.(done, total));
  const errors = predictions.map(({ mean, deviation }, i) => (must(scale.scores[i], 'a normal score') - mean) / deviation);
  const spread = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
  const calibration = Math.max(1 / mostCorrected, Math.min(mostCorrected, spread));
  const means = predictions.map(({ mean }) => mean);
  const tau = kendallTauB(means, accuracies) ?? 0;
  const { definition, settings } = chooseRegressor(training);
  return {
    format: 'assay-fitted-judgement',
    version: fittedVersion,
    assay: version,
    ...(data.space === undefined ? {} : { space: data.space }),
    target,
    recipe,
    scales,
    prior,
    regressor: { id: definition.id, settings },
    calibration,
    seed,
    ...(data.settings === undefined ? {} : { settings: data.settings }),
    quality: {
      folds,
      tau,
      interval: kendallInterval(tau, known.length) ?? [-1, 1],
      judgementTau: kendallTauB(data.judged, accuracies),
      error: Math.sqrt(
        accuracies.reduce((sum, accuracy, i) => sum + (scale.accuracyOf(must(means[i], 'a prediction')) - accuracy) ** 2, 0) /
          means.length,
      ),
      within: errors.filter((error) => Math.abs(error) <= calibration).length / errors.length,
      chosen,
    },
    known: known.map(({ name, form, accuracy }, i) => ({
      name,
      form,
      accuracy,
      features: [...must(training.rows[i], 'the features of a network')],
    })),
  };
}

/** As a file keeps them, so that what is learned here and from the file is the same. */
function rounded(row: Float64Array): Float64Array {
  return row.map((value) => Number(value.toPrecision(6)));
}
