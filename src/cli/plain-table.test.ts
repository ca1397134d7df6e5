import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainTable } from './plain-table.js';
import { wideTable } from './wide-table.js';

describe('a plain table', () => {
  it('aligns columns with two blanks between them', () => {
    expect(
      plainTable(
        ['id', 'n'],
        [
          ['a', '10'],
          ['long', '9'],
        ],
        [1],
      ),
    ).toBe('id     n\na     10\nlong   9');
  });

  it('counts the places that characters take', () => {
    expect(
      plainTable(
        ['x', 'y'],
        [
          ['全', '1'],
          ['abc', '2'],
        ],
      ),
    ).toBe('x    y\n全   1\nabc  2');
  });

  it('is the same of letters as of any characters', () => {
    const letters = fc.string({
      maxLength: 8,
      unit: fc.constantFrom('a', ' ', '|', '~', '0', '.', '-', '×', '·', '→', '…', '–', '─', '├', '╮', '│', '╿'),
    });
    const tables = fc
      .integer({ min: 1, max: 4 })
      .chain((columns) =>
        fc.tuple(
          fc.array(fc.array(letters, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 6 }),
          fc.subarray(Array.from({ length: columns }, (_, i) => i)),
        ),
      );
    fc.assert(
      fc.property(tables, ([[head = [], ...rows], right]) => {
        expect(plainTable(head, rows, right)).toBe(wideTable([head, ...rows], right));
      }),
    );
  });
});
