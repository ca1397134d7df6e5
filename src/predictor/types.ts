/** A fitted judgement: what a file holds, as JSON. */
import type { ScoreSettings } from '../evidence/types.js';
import type { FeatureScale } from './features/scaling.js';
import type { FeatureRecipe } from './features/types.js';
import type { RegressorId, Settings } from './regressors/types.js';

/** Formats differ in this, and what the scores of built-in proxies mean: 2 since `field` has terms of gradients. */
export const fittedVersion = 2;

/** How well it predicted networks that it had not learned from. */
export interface FitQuality {
  readonly folds: number;
  /** Kendall's tau-b of predictions and accuracies, with its 95 % interval. */
  readonly tau: number;
  readonly interval: readonly [low: number, high: number];
  /** The same of the judgement that nothing was fitted to. */
  readonly judgementTau: number | null;
  /** Root mean square of the errors, in the unit of the accuracies. */
  readonly error: number;
  /** Share of the accuracies within one deviation of their prediction: .68 is ideal. */
  readonly within: number;
  /** How often each regressor was the best inside a fold. */
  readonly chosen: { readonly [regressor: string]: number };
}

/** What was learned, and all that is needed to learn it again. */
export interface FittedJudgement {
  readonly format: 'assay-fitted-judgement';
  readonly version: typeof fittedVersion;
  /** Of Assay, which wrote it. */
  readonly assay: string;
  /** The spec of the space; left out, networks of any kind, as in a folder of models. */
  readonly space?: string;
  /** What accuracies are called in the list. */
  readonly target: string;
  readonly recipe: FeatureRecipe;
  readonly scales: readonly FeatureScale[];
  /** Places among the scales of the scores whose mean is the untrained judgement. */
  readonly prior: readonly number[];
  readonly regressor: { readonly id: RegressorId; readonly settings: Settings };
  /** By which deviations are multiplied: errors on networks left out were that much larger. */
  readonly calibration: number;
  readonly seed: number;
  /** How the scores among its features were computed; left out where they need no network to be run, and in older files. */
  readonly settings?: ScoreSettings;
  readonly quality: FitQuality;
  /** What it learned from: names, accuracies, and standardised features. */
  readonly known: readonly {
    readonly name: string;
    readonly form: string;
    readonly accuracy: number;
    readonly features: readonly number[];
  }[];
}
