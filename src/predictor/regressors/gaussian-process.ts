/**
 * A Gaussian process over features (Rasmussen & Williams 2006, chapters 2 and 5): networks with like features have like accuracy. Its kernel is
 *   local exp-Matern of smoothness 3/2 in the distance of features + linear in features + prior in what the untrained judgement says,
 * around a line in the judgement, so that with few networks the judgement speaks, and with more the features. The weights, the length and the noise are those of the largest
 * marginal likelihood on a grid. Ridge regression is the same without the local part.
 */
import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { createRng } from '../../core/rng.js';
import type { Prediction, Regressor, RegressorDefinition, Settings, TrainingData } from './types.js';

interface KernelSettings extends Settings {
  /** Weights of the three parts. */
  readonly local: number;
  readonly linear: number;
  readonly prior: number;
  /** Distance, in standard deviations a feature, over which the local part falls. */
  readonly length: number;
  /** What is expected of the judgement before anything is known: normal scores rise by so much with a deviation of it. */
  readonly slope: number;
  /** Variance of a training, beside a kernel of about 1. */
  readonly noise: number;
}

/** More networks say little about five numbers, and cost the cube. */
const mostTuned = 150;

type Parts = readonly [distance: number, product: number, prior: number];

function partsOf(a: Float64Array, aPrior: number, b: Float64Array, bPrior: number): Parts {
  let distance = 0;
  let product = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = a[i] - b[i];
    distance += difference * difference;
    product += a[i] * b[i];
  }
  const count = Math.max(1, a.length);
  return [Math.sqrt(distance / count), product / count, aPrior * bPrior];
}

/** exp-Matern of smoothness 3/2. */
export function matern(distance: number, length: number): number {
  const steps = (Math.sqrt(3) * distance) / length;
  return (1 + steps) * Math.exp(-steps);
}

function kernel([distance, product, prior]: Parts, settings: KernelSettings): number {
  return (
    (settings.local === 0 ? 0 : settings.local * matern(distance, settings.length)) +
    settings.linear * product +
    settings.prior * prior
  );
}

/** Targets less what the judgement leads to expect. */
function surprises(
  { targets, prior }: TrainingData,
  { slope }: KernelSettings,
): { readonly mean: number; readonly rest: Matrix } {
  const rest = Array.from(targets, (target, i) => target - slope * prior[i]);
  const mean = rest.reduce((sum, value) => sum + value, 0) / rest.length;
  return { mean, rest: Matrix.columnVector(rest.map((value) => value - mean)) };
}

/** The kernel's parts of all pairs: settings change how they are weighed, not what they are. */
function pairsOf({ rows, prior }: TrainingData): Parts[][] {
  return rows.map((row, i) => rows.slice(0, i + 1).map((other, j) => partsOf(row, prior[i], other, prior[j])));
}

function kernelMatrix(pairs: readonly (readonly Parts[])[], settings: KernelSettings): Matrix {
  const matrix = Matrix.zeros(pairs.length, pairs.length);
  for (let i = 0; i < pairs.length; i++) {
    for (let j = 0; j <= i; j++) {
      const value = kernel(pairs[i][j], settings);
      matrix.set(i, j, value);
      matrix.set(j, i, value);
    }
    matrix.set(i, i, matrix.get(i, i) + settings.noise + jitter);
  }
  return matrix;
}

const jitter = 1e-8;

/** Log marginal likelihood with the scale of the kernel at its best; -Infinity where rounding leaves no decomposition. */
function likelihood(pairs: readonly (readonly Parts[])[], residuals: Matrix, settings: KernelSettings): number {
  const cholesky = new CholeskyDecomposition(kernelMatrix(pairs, settings));
  if (!cholesky.isPositiveDefinite()) return -Infinity;
  const lower = cholesky.lowerTriangularMatrix;
  const n = pairs.length;
  const fit = residuals.transpose().mmul(cholesky.solve(residuals)).get(0, 0) / n;
  let logDeterminant = 0;
  for (let i = 0; i < n; i++) logDeterminant += Math.log(lower.get(i, i));
  return -0.5 * n * Math.log(Math.max(fit, 1e-12)) - logDeterminant;
}

function tuneOver(grid: Iterable<KernelSettings>, data: TrainingData): Settings {
  const few = some(data);
  const pairs = pairsOf(few);
  let best: KernelSettings | undefined;
  let most = -Infinity;
  for (const settings of grid) {
    const found = likelihood(pairs, surprises(few, settings).rest, settings);
    if (best !== undefined && found <= most) continue;
    best = settings;
    most = found;
  }
  return best as KernelSettings;
}

function some(data: TrainingData): TrainingData {
  if (data.rows.length <= mostTuned) return data;
  const chosen = createRng(data.seed, 'tuned')
    .shuffle([...data.rows.keys()])
    .slice(0, mostTuned);
  const pick = (values: Float64Array): Float64Array => Float64Array.from(chosen, (i) => values[i]);
  return { ...data, rows: chosen.map((i) => data.rows[i]), targets: pick(data.targets), prior: pick(data.prior) };
}

function learn(data: TrainingData, given: Settings): Regressor {
  const settings = given as KernelSettings;
  const { rows, prior } = data;
  const n = rows.length;
  const cholesky = new CholeskyDecomposition(kernelMatrix(pairsOf(data), settings));
  const { mean, rest: residuals } = surprises(data, settings);
  const weights = Float64Array.from(cholesky.solve(residuals).to1DArray());
  const scale = Math.max(1e-9, weights.reduce((sum, weight, i) => sum + weight * residuals.get(i, 0), 0) / n);
  // Takes longer than all else, and only deviations need it.
  let inverse: Float64Array | undefined;
  const beside = new Float64Array(n);
  const meanBeside = (row: Float64Array, ownPrior: number): number => {
    let value = mean + settings.slope * ownPrior;
    for (let i = 0; i < n; i++) {
      beside[i] = kernel(partsOf(row, ownPrior, rows[i], prior[i]), settings);
      value += weights[i] * beside[i];
    }
    return value;
  };
  return {
    mean: meanBeside,
    predict(row, ownPrior): Prediction {
      const value = meanBeside(row, ownPrior);
      inverse ??= Float64Array.from(cholesky.solve(Matrix.eye(n)).to1DArray());
      let explained = 0;
      for (let i = 0; i < n; i++) {
        let sum = 0;
        for (let j = 0; j < n; j++) sum += inverse[i * n + j] * beside[j];
        explained += beside[i] * sum;
      }
      const alone = kernel(partsOf(row, ownPrior, row, ownPrior), settings);
      return { mean: value, deviation: Math.sqrt(scale * Math.max(1e-9, alone - explained + settings.noise)) };
    },
  };
}

/** About the correlation of the judgement with accuracy on the tables at hand (docs/judgement.md). */
const slope = 0.6;
/** How far it may be wrong. */
const priors = [0.1, 1];
const noises = [0.003, 0.01, 0.03, 0.1, 0.3];

function* processGrid(): Generator<KernelSettings> {
  for (const length of [0.7, 1, 1.4, 2])
    for (const linear of [0, 0.3, 1])
      for (const prior of priors) for (const noise of noises) yield { local: 1, linear, prior, length, noise, slope };
}

function* ridgeGrid(): Generator<KernelSettings> {
  for (const linear of [0.1, 1])
    for (const prior of priors) for (const noise of [...noises, 1]) yield { local: 0, linear, prior, length: 1, noise, slope };
}

export const gaussianProcess: RegressorDefinition = {
  id: 'gaussian-process',
  title: 'Gaussian process with a Matern and a linear kernel',
  tune: (data) => tuneOver(processGrid(), data),
  learn,
};

export const ridge: RegressorDefinition = {
  id: 'ridge',
  title: 'ridge regression on normal scores of ranks',
  tune: (data) => tuneOver(ridgeGrid(), data),
  learn,
};
