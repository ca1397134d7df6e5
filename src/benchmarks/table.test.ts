import { describe, expect, it } from 'vitest';
import { parseTable } from './parse-table.js';
import { hasColumn, numberColumn, textColumn } from './table.js';

const table = parseTable('arch,enc,acc\r\n"a|b,c",0330,93.5\r\n\r\nx,1200,\r\ny,0001,nan\r\nz,1,-inf\r\n', 'cells.csv');

describe('a table', () => {
  it('keeps cells as written and reads numbers on request', () => {
    expect(table.rows).toBe(4);
    expect(textColumn(table, 'arch')).toEqual(['a|b,c', 'x', 'y', 'z']);
    expect(textColumn(table, 'enc')).toEqual(['0330', '1200', '0001', '1']);
    expect([...numberColumn(table, 'enc')]).toEqual([330, 1200, 1, 1]);
    expect([...numberColumn(table, 'acc')]).toEqual([93.5, NaN, NaN, -Infinity]);
    expect([hasColumn(table, 'acc'), hasColumn(table, 'ac')]).toEqual([true, false]);
  });

  it('lists the columns it has when one is missing', () => {
    expect(() => textColumn(table, 'accuracy')).toThrow('table cells.csv: expected a column "accuracy", got arch, enc, acc');
  });

  it('names the row of a cell that is not a number', () => {
    expect(() => numberColumn(table, 'arch')).toThrow('table cells.csv row 1: expected a number in column "arch", got "a|b,c"');
  });

  it('refuses files that are not a table, in one line', () => {
    expect(() => parseTable('', 't')).toThrow('table t: expected a header line and at least one row, got an empty file');
    expect(() => parseTable('a,b\n', 't')).toThrow('got only a header');
    expect(() => parseTable('a,b\n1,2\n1,2,3\n', 't')).toThrow('table t row 2: expected 2 cells, as in the header, got 3');
    expect(() => parseTable('a,b\n1\n', 't')).toThrow('table t row 1: expected 2 cells, as in the header, got 1');
    expect(() => parseTable('a,b,a\n1,2,3\n', 't')).toThrow('table t: expected a header of distinct names, got "a" twice');
    expect(() => parseTable('a,b\n1,"2\n3,4', 't')).toThrow('table t row 1');
  });
});
