import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNumberColumn } from './number-column.js';

describe('a column of numbers', () => {
  it('holds the values that were put, at any row, and nothing elsewhere', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(5000), fc.double())), fc.nat(6000), (puts, rows) => {
        const column = createNumberColumn();
        const expected = new Map<number, number>();
        for (const [row, value] of puts) {
          column.put(row, value);
          expected.set(row, value);
        }
        expect([...expected.keys()].map((row) => column.at(row))).toEqual([...expected.values()]);
        expect([column.at(5001), column.at(1e9)]).toEqual([NaN, NaN]);
        const packed = column.packed(rows);
        expect([packed.length, packed.findIndex((value, row) => !Object.is(value, expected.get(row) ?? NaN))]).toEqual([
          rows,
          -1,
        ]);
        expect(column.at(0)).toBeNaN();
      }),
      { numRuns: 30 },
    );
  });

  it('keeps every row after the forgotten ones', () => {
    const column = createNumberColumn();
    for (let row = 0; row < 5000; row++) {
      column.put(row, row);
      column.forget(row - 10);
    }
    for (let row = 4989; row < 5000; row++) expect(column.at(row)).toBe(row);
    expect(column.at(0)).toBeNaN();
    column.forget(1e6);
    column.put(5000, 1);
    column.put(9000, 2);
    expect([column.at(5000), column.at(9000)]).toEqual([1, 2]);
  });
});
