import { describe, expect, it } from 'vitest';
import { foldsOf, groupsOf } from './cross-validate.js';

describe('folds', () => {
  it('keep networks of equal features together, and are about equal', () => {
    const rows = Array.from({ length: 60 }, (_, i) => Float64Array.from([i % 20, 1]));
    const groups = groupsOf({ rows, targets: new Float64Array(60), prior: new Float64Array(60), seed: 0 });
    const folds = foldsOf(groups, 5, 3);
    for (let i = 0; i < 60; i++) expect(folds[i]).toBe(folds[i % 20]);
    for (let fold = 0; fold < 5; fold++) expect(folds.filter((own) => own === fold)).toHaveLength(12);
    expect(foldsOf(groups, 5, 4)).not.toEqual(folds);
  });
});
