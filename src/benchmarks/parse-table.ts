/** Reads a table of text: cells separated by commas, semicolons or tabs, quoted as in RFC 4180, with a header line. */
import { must } from '../core/must.js';
import Papa from 'papaparse';
import { dataError, quote } from '../core/errors.js';
import { checkParameter } from '../core/schema/check-request.js';
import { text as textField } from '../core/schema/fields.js';
import { mostCells, mostColumns } from '../core/read-limits.js';
import { tableWhere, type Table } from './table.js';
import { takeLines } from './take-lines.js';

type Separator = ',' | ';' | '\t';

/**
 * Blank lines are skipped; Excel's `sep=;` line sets the separator and its text formulas (`="…"`) are read as their text.
 * @throws a data error when it is empty, larger than `mostColumns` or `mostCells`, a row has another number of cells than the header, a name comes
 *   twice or a quote stays open.
 */
export function parseTable(text: string, source: string): Table {
  checkParameter('text', textField, text);
  const where = tableWhere({ source });
  const declared = /^sep=([,;\t])\r?\n/.exec(text);
  const body = declared === null ? text : text.slice(declared[0].length);
  const separator = (declared?.[1] as Separator | undefined) ?? separatorOf(body);
  let names: string[] | undefined;
  const columns: string[][] = [];
  let rows = 0;
  const take = (cells: readonly string[]): void => {
    if (cells.length === 1 && cells[0] === '') return;
    if (names === undefined) {
      names = headerOf(where, cells);
      for (let c = 0; c < cells.length; c++) columns.push([]);
      return;
    }
    rows++;
    if (cells.length !== names.length)
      throw dataError(`${where} row ${rows}`, { expected: `${names.length} cells, as in the header`, got: `${cells.length}` });
    if (rows * names.length > mostCells)
      throw dataError(where, {
        expected: `at most ${mostCells.toLocaleString('en-US')} cells`,
        got: 'more',
        hint: 'leave columns out, or make it a Parquet table, from which only the needed columns are read',
        code: 'limit-exceeded',
      });
    let c = 0;
    for (const cell of cells) must(columns[c++], 'a column of each cell').push(plain(cell));
  };
  if (!/["\r\uFEFF]/.test(body)) takeLines(body, separator, take);
  else
    Papa.parse<string[]>(body, {
      delimiter: separator,
      skipEmptyLines: true,
      step({ data: cells, errors: [error] }) {
        if (error === undefined) return take(cells);
        const row = names === undefined ? 0 : rows + 1;
        throw dataError(`${where} row ${row}`, { expected: `cells separated by ${wordOf[separator]}`, got: error.message });
      },
    });
  if (names === undefined || rows === 0) {
    throw dataError(where, {
      expected: 'a header line and at least one row',
      got: names !== undefined ? 'only a header' : text === '' ? 'an empty file' : 'blank lines',
      code: 'missing',
    });
  }
  return { source, rows, names, columns, ...(separator === ';' ? { decimalComma: true } : {}) };
}

const wordOf: { readonly [separator in Separator]: string } = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' };

/** The separator of the header: the one of the three that occurs most outside quotes; a comma if none does. */
function separatorOf(text: string): Separator {
  const counts = { ',': 0, ';': 0, '\t': 0 };
  let isQuoted = false;
  for (let at = text.search(/\S/); at >= 0 && at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') isQuoted = !isQuoted;
    else if (isQuoted) continue;
    else if (character === '\n' || character === '\r') break;
    else if (Object.hasOwn(counts, character)) counts[character as Separator]++;
  }
  return (Object.keys(counts) as Separator[]).reduce((most, next) => (counts[next] > counts[most] ? next : most));
}

function headerOf(where: string, cells: readonly string[]): string[] {
  if (cells.length > mostColumns)
    throw dataError(where, {
      expected: `at most ${mostColumns.toLocaleString('en-US')} columns`,
      got: cells.length.toLocaleString('en-US'),
      code: 'limit-exceeded',
    });
  const names = cells.map(plain);
  const met = new Set<string>();
  for (const name of names) {
    if (met.has(name)) throw dataError(where, { expected: 'a header of distinct names', got: `${quote(name)} twice` });
    met.add(name);
  }
  return names;
}

/** `="73"` keeps a spreadsheet from converting a text. */
function plain(cell: string): string {
  return cell.startsWith('="') && cell.endsWith('"') && cell.length > 2 ? cell.slice(2, -1) : cell;
}
