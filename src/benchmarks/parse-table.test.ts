import { describe, expect, it } from 'vitest';
import { mostColumns } from '../core/read-limits.js';
import { parseTable } from './parse-table.js';
import { numberColumn, textColumn } from './table.js';

const cell = '|nor_conv_3x3~0|+|none~0|skip_connect~1|';

describe('parseTable', () => {
  it.each([
    ['commas', `arch,acc\n"${cell}",73.33\n`],
    ['semicolons', `arch;acc\n${cell};73.33\n`],
    ['semicolons and decimal commas', `arch;acc\n${cell};73,33\n`],
    ['tabs', `arch\tacc\r\n${cell}\t73.33\r\n`],
    ['a line that names the separator', `sep=;\r\narch;acc\r\n${cell};73.33\r\n`],
    ['formulas of a spreadsheet', `arch,acc\n"=""${cell}""","73.33"\n`],
    ['per cent signs', `arch,acc\n${cell},73.33%\n`],
  ])('reads %s', (_, text) => {
    const table = parseTable(text, 'cells.csv');
    expect(table.names).toEqual(['arch', 'acc']);
    expect(textColumn(table, 'arch')).toEqual([cell]);
    expect([...numberColumn(table, 'acc')]).toEqual([73.33]);
  });

  it('finds the separator in the header, not in commas inside the cells', () => {
    const table = parseTable("arch\t\"acc, %\"\nGenotype(normal=[('a', 0), ('b', 1)])\t5\n", 'cells.tsv');
    expect(table.names).toEqual(['arch', 'acc, %']);
  });

  it('names a decimal comma if commas separate the cells', () => {
    const table = parseTable('arch,acc\na,"73,33"\n', 'cells.csv');
    expect(() => numberColumn(table, 'acc')).toThrow(
      'table cells.csv row 1: expected a number in column "acc", got "73,33" (a decimal comma is read only if semicolons separate the cells)',
    );
  });

  it('reads thousands of columns at once, and refuses a million in one line', () => {
    const names = (count: number): string => Array.from({ length: count }, (_, i) => `c${i}`).join();
    expect(parseTable(`${names(mostColumns)}\n${names(mostColumns)}\n`, 'wide.csv').names).toHaveLength(mostColumns);
    expect(() => parseTable(`${names(1e6)}\n${names(1e6)}\n`, 'wide.csv')).toThrow(
      'table wide.csv: expected at most 20,000 columns, got 1,000,000',
    );
  });
});
