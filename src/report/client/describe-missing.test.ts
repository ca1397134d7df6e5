import { describe, expect, it } from 'vitest';
import { unpackColumn } from './columns.js';
import { describeMissing } from './describe-missing.js';

const axis = (title: string, values: (number | null)[]) => ({
  column: unpackColumn({ key: title, title, role: 'score', direction: 'higher', values }),
  mode: 'rank' as const,
});

describe('what a plot says of points without a value', () => {
  it('is nothing where all are drawn', () => {
    expect(describeMissing(axis('a', [1, 2]), axis('b', [3, 4]))).toBe('');
  });

  it('speaks of "none" only where it is drawn', () => {
    expect(describeMissing(axis('a', [1, 2, 3]), axis('b', [null, 5, 6]))).toBe(
      '1 of 3 have no b: they stand at “none”, outside the ranks.',
    );
    expect(describeMissing(axis('a', [null, 2, 3]), axis('b', [null, 5, 6]))).toBe(
      '1 of 3 have no b: they are not drawn. 1 of 3 have no a: they are not drawn.',
    );
    expect(describeMissing(axis('a', [null, 2, 3]), axis('b', [null, null, 6]))).toBe(
      '2 of 3 have no b: 1 of them stand at “none”, outside the ranks, the others are not drawn. 1 of 3 have no a: they are not drawn.',
    );
  });
});
