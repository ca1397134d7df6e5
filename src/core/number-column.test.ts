import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNumberColumn } from './number-column.js';

describe('a column of numbers', () => {
  it('does as a list does, over any number of pieces', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('push' as const), value: fc.double() }),
      fc.record({ kind: fc.constant('set' as const), value: fc.double(), ahead: fc.integer({ min: -40, max: 20_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const column = createNumberColumn();
        const list: number[] = [];
        for (const own of steps) {
          if (own.kind === 'push') expect(column.push(own.value)).toBe(list.push(own.value) - 1);
          else {
            const index = Math.max(0, list.length + own.ahead);
            column.set(index, own.value);
            while (list.length < index) list.push(0);
            list[index] = own.value;
          }
        }
        expect(column.length).toBe(list.length);
        expect([...column].findIndex((value, i) => !Object.is(value, list[i]))).toBe(-1);
        expect([column.at(-1), column.at(list.length)]).toEqual([undefined, undefined]);
        for (const index of [0, 8191, 8192, 16_384]) expect(column.at(index)).toEqual(list[index]);
      }),
      { numRuns: 20 },
    );
  });

  it('holds what its kind holds', () => {
    const bytes = createNumberColumn(Uint8Array);
    bytes.push(257);
    expect([...bytes]).toEqual([1]);
  });
});
