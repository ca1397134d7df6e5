import { expect, it } from 'vitest';
import { sampleReport } from '../../test/sample-report.js';
import { combinedRank } from './combined-rank.js';

it('ranks by the combined score, equal scores alike, undefined ones nowhere', () => {
  const sample = sampleReport(5);
  const rank = combinedRank({ ...sample, points: { ...sample.points, combined: [3, 9, 9, NaN, 1] } });
  expect([9, 3, 1].map(rank)).toEqual([1, 3, 4]);
});
