import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../core/rng.js';
import { productMoves } from './product-moves.js';

const choices = fc
  .array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 5 })
  .map((counts) => counts.map((count) => Array.from({ length: count }, (_, i) => i)));

describe('productMoves', () => {
  it('enumerates every genotype once, the last place fastest', () => {
    expect([...productMoves([['a', 'b'], ['x'], ['1', '2']]).enumerate()].map((g) => g.join(''))).toEqual([
      'ax1',
      'ax2',
      'bx1',
      'bx2',
    ]);
    fc.assert(
      fc.property(choices, (own) => {
        const { enumerate, size } = productMoves(own);
        const all = [...enumerate()].map(String);
        expect(all.length).toBe(size);
        expect(new Set(all).size).toBe(size);
      }),
    );
  });

  it('has every genotype that differs at one place as neighbour', () => {
    fc.assert(
      fc.property(choices, fc.nat(), (own, seed) => {
        const moves = productMoves(own);
        const genotype = moves.sample(createRng(seed, 'test'));
        const different = (other: readonly number[]): number => other.filter((choice, i) => choice !== genotype[i]).length;
        const expected = [...moves.enumerate()].filter((other) => different(other) === 1).map(String);
        expect(moves.neighbors(genotype).map(String).toSorted()).toEqual(expected.toSorted());
      }),
    );
  });

  it('has no size beyond exact integers', () => {
    expect(productMoves(Array.from({ length: 60 }, () => [0, 1])).size).toBeUndefined();
  });
});
