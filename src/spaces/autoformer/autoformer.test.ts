import { describe, expect, it } from 'vitest';
import { countCost } from '../../arch/cost.js';
import { openSpace } from '../index.js';

/** The networks that the paper retrained. */
const published = {
  tiny: {
    depth: 13,
    embed_dim: 192,
    mlp_ratio: [3.5, 3.5, 3, 3.5, 3, 3, 4, 4, 3.5, 4, 3.5, 4, 3.5],
    num_heads: [3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 3, 3],
  },
  small: {
    depth: 13,
    embed_dim: 384,
    mlp_ratio: [3, 3.5, 3, 3.5, 4, 4, 4, 4, 4, 4, 4, 3.5, 4],
    num_heads: [6, 6, 5, 7, 5, 5, 5, 6, 6, 7, 7, 6, 7],
  },
  base: {
    depth: 14,
    embed_dim: 576,
    mlp_ratio: [3.5, 3.5, 4, 3.5, 4, 3.5, 3.5, 3, 4, 4, 3, 4, 3, 3.5],
    num_heads: [9, 9, 9, 9, 9, 10, 9, 9, 10, 9, 10, 9, 9, 10],
  },
};

describe('AutoFormer', () => {
  // Params that the published code counts (5.7, 22.9 and 54 million in the paper).
  it.each([
    ['tiny', 5_867_944],
    ['small', 22_891_432],
    ['base', 53_691_688],
  ] as const)('%s has the published size', (variant, params) => {
    const space = openSpace(`autoformer:variant=${variant}`);
    expect(countCost(space.build(space.decode(JSON.stringify(published[variant])))).params).toBe(params);
  });

  it('reads widths in a list, and layer_num', () => {
    const space = openSpace('autoformer');
    const { depth, embed_dim, ...lists } = published.tiny;
    expect(space.decode(JSON.stringify({ layer_num: depth, embed_dim: new Array(depth).fill(embed_dim), ...lists }))).toEqual(
      published.tiny,
    );
  });

  it.each([
    [{ ...published.tiny, depth: 12 }, 'expected mlp_ratio to be a list of 12 ratios'],
    [{ ...published.tiny, embed_dim: [192, 216] }, 'expected embed_dim to be one width, or equal ones in a list, got 192, 216'],
    [{ ...published.tiny, num_heads: published.tiny.num_heads.with(0, 0) }, 'expected num_heads to be a list of 13 integers'],
    [{ ...published.tiny, heads: 3 }, 'expected one of the keys depth, layer_num'],
  ])('refuses %j', (genotype, message) => {
    expect(() => openSpace('autoformer').decode(JSON.stringify(genotype))).toThrow(message);
  });
});
