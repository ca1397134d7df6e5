import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeShared } from '../../../test/shared.js';
import { scored } from '../types.js';
import { combineScores } from './combine-scores.js';

interface Kernel {
  readonly name: string;
  readonly input: { readonly criteriaByCandidate: readonly (readonly number[])[] };
  readonly output: { readonly score: readonly number[] };
}

describeShared('reference/micro.json', 'log-rank', (path) => {
  it("equals the reference's AZ-NAS aggregation", () => {
    const { kernels } = JSON.parse(readFileSync(path, 'utf8')) as { kernels: Kernel[] };
    const { input, output } = kernels.find(({ name }) => name === 'log_rank_sum') as Kernel;
    const columns = input.criteriaByCandidate.map((criterion, i) => ({
      key: `p${i}`,
      id: `p${i}`,
      direction: 'higher' as const,
      scores: criterion.map((value) => scored(value)),
    }));
    const { values } = combineScores('log-rank', columns);
    expect(values).toHaveLength(output.score.length);
    for (const [i, value] of output.score.entries()) expect(values[i]).toBeCloseTo(value, 11);
  });
});
