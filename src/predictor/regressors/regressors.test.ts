import { inverse, Matrix } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../core/rng.js';
import { kendallTauB } from '../../core/statistics/index.js';
import { regressors } from './index.js';
import type { TrainingData } from './types.js';

function sampleOf(count: number, seed: number): TrainingData {
  const rng = createRng(seed, 'regressors');
  const rows = Array.from({ length: count }, () => Float64Array.from({ length: 6 }, () => rng.normal()));
  const targets = Float64Array.from(rows, (row) => Math.tanh(row[0]) + 0.7 * row[1] * (row[2] > 0 ? 1 : -0.5));
  return { rows, targets, prior: Float64Array.from(rows, (row) => row[0]), seed };
}

describe.each(regressors)('$id', ({ tune, learn }) => {
  const training = sampleOf(120, 1);
  const other = sampleOf(300, 2);

  it('ranks networks it has not seen, and knows how far off it is', () => {
    const regressor = learn(training, tune(training));
    const predictions = other.rows.map((row, i) => regressor.predict(row, other.prior[i]));
    const tau = kendallTauB(
      predictions.map(({ mean }) => mean),
      other.targets,
    );
    expect(tau).toBeGreaterThan(0.5);
    const errors = predictions.map(({ mean, deviation }, i) => (mean - other.targets[i]) / deviation);
    const spread = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length);
    expect(spread).toBeGreaterThan(0.4);
    expect(spread).toBeLessThan(2.5);
  });

  it('learns the same from the same', () => {
    const settings = tune(training);
    const [a, b] = [learn(training, settings), learn(training, settings)];
    for (const [i, row] of other.rows.slice(0, 20).entries())
      expect(a.predict(row, other.prior[i])).toEqual(b.predict(row, other.prior[i]));
  });
});

describe('gaussian-process', () => {
  const [{ learn }] = regressors;
  const training = sampleOf(25, 3);

  it('equals the textbook: k (K + noise)^-1 (t - mean)', () => {
    const settings = { local: 0, linear: 1, prior: 0, length: 1, noise: 0.1, slope: 0 };
    const matrix = new Matrix(training.rows.map((row) => [...row]));
    const kernel = matrix.mmul(matrix.transpose()).div(6);
    const mean = training.targets.reduce((a, b) => a + b, 0) / 25;
    const weights = inverse(Matrix.add(kernel, Matrix.eye(25).mul(0.1))).mmul(
      Matrix.columnVector([...training.targets].map((target) => target - mean)),
    );
    const row = Float64Array.from([1, -1, 0.5, 0, 2, -0.3]);
    const beside = new Matrix([[...row]]).mmul(matrix.transpose()).div(6);
    expect(learn(training, settings).predict(row, 0).mean).toBeCloseTo(mean + beside.mmul(weights).get(0, 0), 5);
  });

  it('is sure of what it knows, and unsure far away', () => {
    const regressor = learn(training, { local: 1, linear: 0, prior: 0, length: 1, noise: 0.003, slope: 0 });
    const near = regressor.predict(training.rows[0], training.prior[0]);
    const far = regressor.predict(
      Float64Array.from({ length: 6 }, () => 5),
      0,
    );
    expect(near.mean).toBeCloseTo(training.targets[0], 1);
    expect(far.deviation).toBeGreaterThan(3 * near.deviation);
  });
});
