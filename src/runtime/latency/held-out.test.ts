import { describe, expect, it } from 'vitest';
import { describeHeldOut, judgeHeldOut } from './held-out.js';

describe('networks a table was not fitted to', () => {
  it('are shown with their number beside the correlation', () => {
    expect(describeHeldOut(judgeHeldOut([1, 2, 3, 4], [1, 2, 4.4, 4]))).toBe(
      'half within 0.0 %, nine in ten within 22.3 %; Spearman 0.800 from 4 networks',
    );
    expect(describeHeldOut(judgeHeldOut([2, 2, 2, 2], [1, 2, 4, 5]))).toContain('Spearman undefined, because all take');
  });

  it('have no rank correlation where there are three or fewer', () => {
    const three = judgeHeldOut([1, 2, 3], [1, 2, 4]);
    expect(three).toMatchObject({ networks: 3, spearman: null });
    expect(describeHeldOut(three)).toBe('half within 0.0 %; 3 networks are too few for a rank correlation (test 4 or more)');
    expect(describeHeldOut(judgeHeldOut([1.1], [1]))).toContain('1 network is too few');
  });
});
