/**
 * Nested cross-validation: inside every training part an inner one chooses the regressor, so that the choice, too, is judged on networks that had
 * no part in it. Networks with equal features (isomorphic cells that the space tells apart) stay in one fold.
 */
import { must } from '../../core/must.js';
import { createRng } from '../../core/rng.js';
import { kendallTauB } from '../../core/statistics/index.js';
import { regressors } from '../regressors/index.js';
import type { Prediction, Regressor, RegressorDefinition, Settings, TrainingData } from '../regressors/types.js';

/** A regressor chosen for some data. */
export interface Choice {
  readonly definition: RegressorDefinition;
  readonly settings: Settings;
}

/** Another regressor must be better than an earlier one by this much in tau: differences of few networks are chance. */
const ahead = (networks: number): number => 0.005 + 1 / networks;
const innerFolds = 4;
export const outerFolds = 5;

/** A fold of every row; rows of one group have one. */
export function foldsOf(groups: readonly string[], folds: number, seed: number): number[] {
  const names = createRng(seed, 'folds').shuffle([...new Set(groups)]);
  const foldOf = new Map(names.map((name, i) => [name, i % folds]));
  return groups.map((group) => foldOf.get(group) ?? 0);
}

/** Rows that compute the same have the same features. */
export function groupsOf({ rows }: TrainingData): string[] {
  return rows.map((row) => row.join());
}

export function pick(data: TrainingData, places: readonly number[]): TrainingData {
  const of = (values: Float64Array): Float64Array => Float64Array.from(places, (i) => must(values[i], 'a value of each row'));
  const rows = places.map((i) => must(data.rows[i], 'a row at each place'));
  return { ...data, rows, targets: of(data.targets), prior: of(data.prior) };
}

/** Predictions of every row by what was learned without its fold. */
function outOfFold(data: TrainingData, folds: readonly number[], learn: (training: TrainingData) => Regressor): Float64Array {
  const predictions = new Float64Array(folds.length);
  for (const fold of new Set(folds)) {
    const places = [...folds.keys()];
    const regressor = learn(
      pick(
        data,
        places.filter((i) => folds[i] !== fold),
      ),
    );
    for (const [i, row] of data.rows.entries())
      if (folds[i] === fold) predictions[i] = regressor.mean(row, must(data.prior[i], 'a prior of each row'));
  }
  return predictions;
}

/** The regressor that ranks best what it did not learn from. */
export function chooseRegressor(data: TrainingData): Choice {
  const folds = foldsOf(groupsOf(data), Math.min(innerFolds, data.rows.length), data.seed);
  let best: (Choice & { readonly tau: number }) | undefined;
  for (const definition of regressors) {
    const settings = definition.tune(data);
    const predictions = outOfFold(data, folds, (training) => definition.learn(training, settings));
    const tau = kendallTauB(predictions, data.targets) ?? 0;
    if (best === undefined || tau > best.tau + ahead(data.rows.length)) best = { definition, settings, tau };
  }
  return best as Choice;
}

/** What a choice and its training predict of networks left out. */
export interface Validation {
  readonly predictions: readonly Prediction[];
  readonly folds: number;
  /** How often each regressor was chosen. */
  readonly chosen: { readonly [regressor: string]: number };
}

/** @param onFold called when a fold is done. */
export async function crossValidate(
  data: TrainingData,
  onFold: (done: number, total: number) => Promise<void>,
): Promise<Validation> {
  const groups = groupsOf(data);
  const count = Math.min(outerFolds, new Set(groups).size);
  const folds = foldsOf(groups, count, data.seed + 1);
  const predictions: Prediction[] = [];
  const chosen: Record<string, number> = {};
  for (let fold = 0; fold < count; fold++) {
    const places = [...folds.keys()];
    const training = pick(
      data,
      places.filter((i) => folds[i] !== fold),
    );
    const { definition, settings } = chooseRegressor(training);
    chosen[definition.id] = (chosen[definition.id] ?? 0) + 1;
    const regressor = definition.learn(training, settings);
    for (const [i, row] of data.rows.entries())
      if (folds[i] === fold) predictions[i] = regressor.predict(row, must(data.prior[i], 'a prior of each row'));
    await onFold(fold + 1, count);
  }
  return { predictions, folds: count, chosen };
}
