import { describe, expect, it } from 'vitest';
import { correlationMatrix } from './correlation-matrix.js';
import { kendallInterval } from './kendall-interval.js';
import { kendallTauB } from './kendall-tau-b.js';

describe('correlationMatrix', () => {
  const a = [1, 2, 3, 4, 5, 6];
  const b = [2, 1, 4, NaN, 6, 5];
  const constant = [1, 1, 1, 1, 1, 1];

  it('is symmetric, and over the rows where both columns are known', () => {
    const cells = correlationMatrix([a, b, constant]);
    const tau = kendallTauB([1, 2, 3, 5, 6], [2, 1, 4, 6, 5]);
    expect(cells[0]![1]).toEqual({ tau, n: 5, interval: kendallInterval(tau!, 5) });
    expect(cells[1]![0]).toEqual(cells[0]![1]);
    expect(cells[0]![2]).toEqual({ tau: null, n: 6, interval: null });
  });

  it('counts only the rows that are named', () => {
    expect(correlationMatrix([a, b], [0, 1, 3])[0]![1]).toEqual({ tau: -1, n: 2, interval: null });
  });
});
