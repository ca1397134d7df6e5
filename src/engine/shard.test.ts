import { describe, expect, it } from 'vitest';
import { isInShard } from './shard.js';

describe('a shard', () => {
  it('deals every place to exactly one part', () => {
    for (const count of [1, 2, 7, 16])
      for (let place = 0; place < 40; place++) {
        const parts = Array.from({ length: count }, (_, i) => ({ index: i + 1, count }));
        expect(parts.filter((shard) => isInShard(place, shard))).toEqual([{ index: (place % count) + 1, count }]);
      }
    expect(isInShard(5, undefined)).toBe(true);
  });
});
