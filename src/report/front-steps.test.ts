import { expect, it } from 'vitest';
import { sampleReport } from '../../test/sample-report.js';
import { frontSteps } from './front-steps.js';

it('puts points equal in score and MACs into one step, from few MACs to many', () => {
  const sample = sampleReport(4);
  const points = { ...sample.points, combined: [3, 1, 3, 2], macs: [30, 10, 30, 20] };
  expect(frontSteps({ ...sample, points, front: [0, 2, 3, 1] })).toEqual([[1], [3], [0, 2]]);
});
