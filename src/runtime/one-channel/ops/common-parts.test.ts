import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { product } from '../../../arch/ops/shapes.js';
import { commonParts } from './common-parts.js';

describe('parts common to two shapes', () => {
  it.each([
    [[197, 768], [197, 12, 64], { apart: [[197], [12, 64]], together: [1, 1, 1] }],
    [[50, 96, 64], [400, 768], { apart: [[50], [8, 12], [64]], together: [2, 2] }],
    [[1, 6], [2, 1, 3], { apart: [[], [2, 3]], together: [1, 0, 1] }],
    [[1], [], { apart: [[]], together: [] }],
    [[], [1, 1], { apart: [], together: [0, 0] }],
    [[2, 3], [3, 2], undefined],
  ])('of %j and %j', (first, second, parts) => {
    expect(commonParts(first, second)).toEqual(parts);
  });

  it('make both shapes, whenever they were cut from one list', () => {
    const cuts = fc.record({
      parts: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 6 }),
      one: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
      two: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    });
    const joined = (parts: readonly number[], isCut: readonly boolean[]): number[] =>
      parts.reduce<number[]>(
        (axes, part, i) => (i === 0 || isCut[i] ? [...axes, part] : axes.with(axes.length - 1, (axes.at(-1) as number) * part)),
        [],
      );
    fc.assert(
      fc.property(cuts, ({ parts, one, two }) => {
        const [first, second] = [joined(parts, one), joined(parts, two)];
        const found = commonParts(first, second);
        expect(found).toBeDefined();
        const { apart, together } = found as NonNullable<typeof found>;
        expect(apart.map(product)).toEqual(first);
        const flat = apart.flat();
        let at = 0;
        expect(together.map((count) => product(flat.slice(at, (at += count))))).toEqual(second);
      }),
    );
  });
});
