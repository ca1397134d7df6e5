import { describe, expect, it } from 'vitest';
import { combineScores } from '../../proxies/combine/index.js';
import { scored, undefinedScore } from '../../proxies/types.js';
import type { SearchOutcome } from '../run-search.js';
import { finalistsOf } from './finalists.js';
import { frontOf, frontPoints } from './front.js';

const sed = [scored(5), scored(4), scored(1), undefinedScore('dead'), scored(4)];
const canonical = ['A', 'B', 'C', 'D', 'B'];
const outcome: SearchOutcome = {
  candidates: ['a', 'b', 'c', 'd', 'e'],
  known: canonical.map((form) => ({
    genotype: form,
    canonical: () => form,
    topology: () => undefined,
    cost: () => ({ params: 0, macs: 0 }),
  })),
  canonical,
  forms: [0, 1, 2, 3, 1],
  distinct: 4,
  costs: canonical.map(() => ({ params: 0, macs: 0 })),
  columns: { sed },
  quantities: { macs: [90, 20, 10, 1, 20] },
  reached: [1, 1, 1, 1, 1],
  outside: [false, false, false, false, false],
  stages: 1,
  steps: [],
  recalled: 0,
};
const combined = combineScores('rank-sum', [{ key: 'sed', id: 'sed', direction: 'higher', scores: sed }]);

describe('the front of a search', () => {
  it('has one of each form, its values as measured, its knee and its reference point', () => {
    const front = frontOf(outcome, combined, [
      { text: 'sed', kind: 'proxy', proxy: 'sed', goal: 'max' },
      { text: 'macs', kind: 'quantity', quantity: 'macs', goal: 'min' },
    ]);
    expect(front.indices).toEqual([0, 1, 2]);
    expect(front.values).toEqual([
      [5, 90],
      [4, 20],
      [1, 10],
    ]);
    expect(front.knee).toBe(1);
    expect(front.reference).toEqual([1, 90]);
    expect(front.hypervolume).toBe(3 * 70);
  });

  it('takes the combined score, in which an undefined score ranks last', () => {
    const front = frontOf(outcome, combined, [
      { text: 'score', kind: 'score', goal: 'max' },
      { text: 'macs', kind: 'quantity', quantity: 'macs', goal: 'min' },
    ]);
    expect(front.indices).toEqual([0, 1, 2, 3]);
  });
});

describe('the points of a front', () => {
  it('are shared by architectures that are equal in all objectives, in the order of the front', () => {
    const front = frontOf(outcome, combined, [{ text: 'score', kind: 'score', goal: 'max' }]);
    const values = [
      [1, 2],
      [1, 3],
      [1, 2],
    ];
    expect(frontPoints({ ...front, values })).toEqual([[0, 2], [1]]);
  });
});

describe('the finalists of a search', () => {
  it('are those scored with the most evidence', () => {
    const finalists = finalistsOf({ ...outcome, stages: 3, reached: [1, 2, 2, 1, 2] });
    expect([...finalists.candidates]).toEqual(['b', 'c', 'e']);
    expect([...finalists.canonical]).toEqual(['B', 'C', 'B']);
    expect(finalists.distinct).toBe(2);
    expect([...(finalists.quantities['macs'] ?? [])]).toEqual([20, 10, 20]);
    expect([...(finalists.columns['sed'] ?? [])]).toEqual([sed[1], sed[2], sed[4]]);
    expect(finalistsOf(outcome)).toBe(outcome);
  });
});
