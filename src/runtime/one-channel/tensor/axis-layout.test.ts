import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entriesIn, fullLayout, layoutOf, refineLayouts, uniformLayout } from './axis-layout.js';

const labels = (length: number): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 0, max: 3 }), { minLength: length, maxLength: length });

describe('a layout', () => {
  it('gives equal labels one entry, numbered by first appearance', () => {
    const layout = layoutOf(['b', 'a', 'b', 'c']);
    expect([...layout.index]).toEqual([0, 1, 0, 2]);
    expect([...layout.counts]).toEqual([2, 1, 1]);
    expect([...layout.places]).toEqual([0, 1, 3]);
  });

  it('is the same object for the same function, with any labels', () => {
    expect(layoutOf([7, 5, 7])).toBe(layoutOf(['x', 'y', 'x']));
    expect(uniformLayout(4)).toBe(layoutOf([1, 1, 1, 1]));
    expect(fullLayout(3)).toBe(layoutOf([9, 8, 7]));
  });

  it('counts every place once', () => {
    fc.assert(fc.property(labels(9), (given) => layoutOf(given).counts.reduce((a, b) => a + b) === 9));
  });
});

describe('a common refinement', () => {
  it('tells places apart exactly when one of the layouts does', () => {
    fc.assert(
      fc.property(labels(7), labels(7), (a, b) => {
        const fine = refineLayouts([layoutOf(a), layoutOf(b)]);
        for (let p = 0; p < 7; p++)
          for (let q = 0; q < 7; q++) expect(fine.index[p] === fine.index[q]).toBe(a[p] === a[q] && b[p] === b[q]);
      }),
    );
  });

  it('lies in each layout it refines', () => {
    fc.assert(
      fc.property(labels(7), labels(7), (a, b) => {
        const coarse = layoutOf(a);
        const fine = refineLayouts([coarse, layoutOf(b)]);
        const entries = entriesIn(coarse, fine);
        fine.index.forEach((entry, place) => expect(entries[entry]).toBe(coarse.index[place]));
      }),
    );
  });
});
