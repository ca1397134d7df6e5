import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRenumbering } from './renumbering.js';

describe('a renumbering', () => {
  it('does as a map of any numbers does', () => {
    const inOrder = fc.nat({ max: 20 }).map((length) => Array.from({ length }, (_, i) => i));
    const numbers = fc.tuple(inOrder, fc.array(fc.nat({ max: 40 }))).map(([first, rest]) => [...first, ...rest]);
    fc.assert(
      fc.property(numbers, (given) => {
        const renumbering = createRenumbering();
        const map = new Map<number, number>();
        for (const number of given) {
          expect(renumbering.find(number)).toBe(map.get(number));
          if (!map.has(number)) map.set(number, map.size);
          expect(renumbering.add(number)).toBe(map.get(number));
        }
        expect([...renumbering]).toEqual([...map.keys()]);
        expect(renumbering.at(map.size)).toBe(undefined);
      }),
    );
  });
});
