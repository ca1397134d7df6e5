/** Tables of one's own: comma-separated text with a header. Columns of numbers are kept; the architecture is a column, or put together from several. */
import { dataError, quote, usageError } from '../../../core/errors.js';
import { hasColumn, numberColumn, parseTable, textColumn, unknownColumn, type Table } from '../../table.js';
import { describeOwnColumn } from '../own-columns.js';
import { headOf, whereOf } from '../file-head.js';
import type { Importer } from '../types.js';

/** Text of a table is read whole. */
const longest = 2 ** 28;

function architecturesOf(table: Table, template: string): readonly string[] {
  const names = [...template.matchAll(/\{([^{}]+)\}/g)].map(([, name]) => name);
  if (names.length === 0)
    throw usageError('--architecture', {
      expected: 'a template such as {arch} or bits:{vertices},{edge_bits},{ops}',
      got: quote(template),
    });
  for (const name of names) if (!hasColumn(table, name)) throw unknownColumn('--architecture', table, name);
  const columns = new Map(names.map((name) => [name, textColumn(table, name)]));
  return Array.from({ length: table.rows }, (_, row) =>
    template.replace(/\{([^{}]+)\}/g, (__, name: string) => columns.get(name)?.[row] ?? ''),
  );
}

function isNumeric(table: Table, name: string): boolean {
  return textColumn(table, name).every(
    (cell) => cell.trim() === '' || !Number.isNaN(Number(cell)) || /^\s*(?:nan|[+-]?inf)\s*$/i.test(cell),
  );
}

export const csv: Importer = {
  id: 'csv',
  title: 'a table of your own',
  takes:
    'comma-separated text with a header, plain or gzip, and --space; --architecture says which column, or how several, make the architecture',
  spaces: [],
  passes: 2,
  recognizes: ({ name, kind }) => kind === 'file' && /\.csv(?:\.gz)?$/i.test(name),
  describe: describeOwnColumn,
  read(input, { space, architecture = '{arch}', emit, note, advance }) {
    if (space === undefined)
      throw usageError('--space', {
        expected: 'the space whose architectures the table lists',
        got: 'none',
        hint: 'such as --space nas-bench-201; assay list spaces names them',
      });
    const [file] = input.files;
    const where = whereOf(input, file);
    if (file.byteLength > longest)
      throw dataError(where, {
        expected: `at most ${longest.toLocaleString('en-US')} bytes of text`,
        got: file.byteLength.toLocaleString('en-US'),
      });
    const text = new TextDecoder().decode(headOf(file, file.byteLength));
    if (text.slice(0, 4096).includes('\0')) throw dataError(where, { expected: 'comma-separated text', got: 'other data' });
    const table = parseTable(text, input.name);
    if (architecture === '{arch}' && !hasColumn(table, 'arch'))
      throw dataError(where, {
        expected: 'a column "arch"',
        got: table.names.slice(0, 30).join(', '),
        hint: "say which cells make the architecture: --architecture '{column}'",
      });
    const architectures = architecturesOf(table, architecture);
    const isUsed = (name: string): boolean => architecture.includes(`{${name}}`);
    const numeric = table.names.filter((name) => !isUsed(name) && isNumeric(table, name));
    const columns = numeric.map((name) => [name, numberColumn(table, name)] as const);
    const left = table.names.filter((name) => !isUsed(name) && !numeric.includes(name));
    if (left.length > 0) note(`columns without numbers are left out: ${left.join(', ')}`);
    for (let row = 0; row < table.rows; row++) {
      emit({
        space,
        architecture: architectures[row],
        values: Object.fromEntries(columns.map(([name, values]) => [name, values[row]])),
      });
      advance(file.byteLength / table.rows);
    }
  },
};
