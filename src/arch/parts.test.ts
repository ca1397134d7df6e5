import { describe, expect, it } from 'vitest';
import { costliestHalf, type Part } from './parts.js';

const part = (id: string, macs: number): Part => ({
  id,
  label: 'conv',
  shape: [1, 8],
  params: 0,
  macs,
  nodes: 1,
  activationBytes: 32,
});

describe('the parts that do half of the work', () => {
  it('are as few as can be, the most expensive first', () => {
    const parts = [part('a', 1), part('b', 40), part('c', 9), part('d', 30), part('e', 20)];
    expect(costliestHalf(parts, 100).map(({ id }) => id)).toEqual(['b', 'd']);
    expect(costliestHalf([part('a', 50), part('b', 50)], 100).map(({ id }) => id)).toEqual(['a']);
  });

  it('are none where there is no work', () => {
    expect(costliestHalf([part('a', 0)], 0)).toEqual([]);
  });
});
