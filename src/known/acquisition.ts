/**
 * What makes a network worth training, and how several are picked, one after the other, each time as if those before were trained.
 *
 *   ei   expected improvement over the best known accuracy (Mockus 1975)
 *   ucb  what is predicted, with twice the deviation (Srinivas et al. 2010)
 *
 * A network like one that is picked tells little more: its deviation shrinks by how alike their features are.
 */
import { must } from '../core/must.js';
import { normalDensity, normalIntegral } from '../predictor/normal-scores.js';
import type { FittedPrediction } from '../predictor/open-fitted.js';
import { matern } from '../predictor/regressors/gaussian-process.js';

export const acquisitions = ['ei', 'ucb'] as const satisfies readonly Acquisition[];
/** How networks to train next are chosen: by expected improvement (`ei`), or by an upper confidence bound (`ucb`). */
export type Acquisition = 'ei' | 'ucb';

/** What a network is picked by, in words. */
export const acquisitionTitles: { readonly [by in Acquisition]: string } = {
  ei: 'expected improvement over the best known accuracy',
  ucb: 'upper confidence bound: predicted, with twice the deviation',
};

/** Candidates that are compared for diversity: beyond, none is picked anyway. */
const mostCompared = 400;
const boundWidth = 2;

export interface PickOptions {
  readonly by: Acquisition;
  readonly count: number;
  /** The best known, as a normal score. */
  readonly best: number;
  /** Distance of features over which networks stop being alike. */
  readonly length: number;
}

/** Places of the picked, in the order of picking. */
export function pickDiverse(
  predictions: readonly Pick<FittedPrediction, 'mean' | 'deviation' | 'row'>[],
  { by, count, best, length }: PickOptions,
): { readonly place: number; readonly worth: number }[] {
  const worthOf = (mean: number, deviation: number): number => {
    if (by === 'ucb') return mean + boundWidth * deviation;
    const steps = (mean - best) / deviation;
    return deviation * (steps * normalIntegral(steps) + normalDensity(steps));
  };
  const open = predictions
    .map(({ mean, deviation, row }, place) => ({ place, mean, deviation, row, first: worthOf(mean, deviation), likeness: 0 }))
    .sort((a, b) => b.first - a.first || a.place - b.place)
    .slice(0, Math.max(mostCompared, 4 * count));
  const picked: { place: number; worth: number }[] = [];
  while (picked.length < count && open.length > 0) {
    let at = 0;
    let most = -Infinity;
    for (const [i, { mean, deviation, likeness }] of open.entries()) {
      const worth = worthOf(mean, deviation * Math.sqrt(Math.max(1e-6, 1 - likeness * likeness)));
      if (worth <= most) continue;
      at = i;
      most = worth;
    }
    const chosen = must(open.splice(at, 1)[0], 'the chosen network');
    picked.push({ place: chosen.place, worth: most });
    for (const other of open) other.likeness = Math.max(other.likeness, matern(distance(chosen.row, other.row), length));
  }
  return picked;
}

/** In standard deviations a feature. */
function distance(a: Float64Array, b: Float64Array): number {
  const sum = a.reduce((total, value, i) => total + (value - must(b[i], 'a feature of both')) ** 2, 0);
  return Math.sqrt(sum / Math.max(1, a.length));
}
