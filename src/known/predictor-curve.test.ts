import { expect, it } from 'vitest';
import { createRng } from '../core/rng.js';
import { openSpace } from '../spaces/index.js';
import { predictorCurve } from './predictor-curve.js';

it('predictorCurve ranks better with more known networks, the same at every run', async () => {
  const space = openSpace('nas-bench-201');
  const rng = createRng(8, 'curve');
  const genotypes = Array.from({ length: 120 }, () => space.sample(rng));
  const architectures = genotypes.map((genotype) => space.encode(genotype));
  // What no judgement knows: poolings help.
  const accuracies = architectures.map(
    (text) => text.split('avg_pool').length + 0.3 * text.split('skip').length + 0.1 * rng.normal(),
  );
  const request = { space: 'nas-bench-201', architectures, accuracies, counts: [8, 60], draws: 2 };
  const curve = await predictorCurve(request);
  const [few, many] = curve.points;
  expect(Math.min(...many.taus)).toBeGreaterThan(Math.max(...few.taus));
  expect(many.taus.every((tau) => tau > (curve.judgementTau ?? 0) + 0.2)).toBe(true);
  expect(await predictorCurve(request)).toEqual(curve);
  await expect(predictorCurve({ ...request, counts: [2] })).rejects.toThrow('counts[0]: expected an integer of at least 5');
});
