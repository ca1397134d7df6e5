import { expect, it } from 'vitest';
import { sampleReport } from '../../test/sample-report.js';
import { frontSteps } from './front-steps.js';

it('goes by the objectives that were asked for', () => {
  const sample = sampleReport(3);
  const points = { ...sample.points, combined: [1, 2, 3], quantities: { watts: [5, 3, 9] } };
  const frontObjectives = [
    { text: 'score', goal: 'max', column: { kind: 'combined' } },
    { text: 'watts', goal: 'min', column: { kind: 'quantity', id: 'watts' } },
  ] as const;
  expect(frontSteps({ ...sample, points, frontObjectives, front: [2, 1] })).toEqual([[1], [2]]);
});

it('puts points equal in score and MACs into one step, from few MACs to many', () => {
  const sample = sampleReport(4);
  const points = { ...sample.points, combined: [3, 1, 3, 2], macs: [30, 10, 30, 20] };
  expect(frontSteps({ ...sample, points, front: [0, 2, 3, 1] })).toEqual([[1], [3], [0, 2]]);
});
