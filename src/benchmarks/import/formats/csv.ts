/** The user's tables: text separated by commas, semicolons or tabs, with a header. Columns of numbers are kept; the architecture is one column, or made from several. */
import { must } from '../../../core/must.js';
import { decodeText } from '../../../core/decode-text.js';
import { dataError, quote, usageError, parameter } from '../../../core/errors.js';
import { listNames } from '../../../core/list-names.js';
import { mebibytes, mostBytes } from '../../../core/read-limits.js';
import { parseTable } from '../../parse-table.js';
import { readNumber } from '../../read-number.js';
import { hasColumn, numberColumn, textColumn, unknownColumn, type Table } from '../../table.js';
import { describeOwnColumn } from '../own-columns.js';
import { firstFile, headOf, whereOf } from '../file-head.js';
import type { Importer } from '../types.js';

function architecturesOf(table: Table, template: string): readonly string[] {
  const names = [...template.matchAll(/\{([^{}]+)\}/g)].map(([, name = '']) => name);
  if (names.length === 0)
    throw usageError(parameter('architecture'), {
      expected: 'a template such as {arch} or bits:{vertices},{edge_bits},{ops}',
      got: quote(template),
      code: 'malformed',
    });
  for (const name of names) if (!hasColumn(table, name)) throw unknownColumn(parameter('architecture'), table, name);
  const columns = new Map(names.map((name) => [name, textColumn(table, name)]));
  return Array.from({ length: table.rows }, (_, row) =>
    template.replace(/\{([^{}]+)\}/g, (__, name: string) => columns.get(name)?.[row] ?? ''),
  );
}

function isNumeric(table: Table, name: string): boolean {
  return textColumn(table, name).every((cell) => readNumber(cell, table.decimalComma) !== undefined);
}

export const csv: Importer = {
  id: 'csv',
  title: 'a table of your own',
  takes:
    'text separated by commas, semicolons or tabs with a header, plain or gzip, and a space; `architecture` says which column holds the architecture, or how to make it from several',
  spaces: [],
  passes: 2,
  recognizes: ({ name, kind }) => kind === 'file' && /\.(?:csv|tsv)(?:\.gz)?$/i.test(name),
  describe: describeOwnColumn,
  read(input, { space, architecture = '{arch}', emit, note, advance }) {
    if (space === undefined)
      throw usageError(parameter('space'), {
        expected: 'the space whose architectures the table lists',
        got: 'none',
        hint: 'such as `space` nas-bench-201; assay list spaces names them',
        code: 'missing',
      });
    const file = firstFile(input);
    const where = whereOf(input, file);
    // The text of a table is read at once.
    if (file.byteLength > mostBytes)
      throw dataError(where, {
        expected: `at most ${mebibytes(mostBytes)} of text`,
        got: mebibytes(file.byteLength),
        code: 'limit-exceeded',
      });
    const content = decodeText(headOf(file, file.byteLength));
    if (content === undefined)
      throw dataError(where, { expected: 'text separated by commas, semicolons or tabs', got: 'other data' });
    const table = parseTable(content, input.name);
    if (architecture === '{arch}' && !hasColumn(table, 'arch'))
      throw dataError(where, {
        expected: 'a column "arch"',
        got: table.names.slice(0, 30).join(', '),
        hint: "say which columns make up the architecture: `architecture` '{column}'",
        code: 'missing',
      });
    const architectures = architecturesOf(table, architecture);
    const isUsed = (name: string): boolean => architecture.includes(`{${name}}`);
    const numeric = table.names.filter((name) => !isUsed(name) && isNumeric(table, name));
    const columns = numeric.map((name) => [name, numberColumn(table, name)] as const);
    const kept = new Set(numeric);
    const left = table.names.filter((name) => !isUsed(name) && !kept.has(name));
    if (left.length > 0) note(`columns without numbers are left out: ${listNames(left)}`);
    for (const [row, text] of architectures.entries()) {
      const values = Object.fromEntries(columns.map(([name, numbers]) => [name, must(numbers[row], 'a number of each row')]));
      emit({ space, architecture: text, values });
      advance(file.byteLength / table.rows);
    }
  },
};
