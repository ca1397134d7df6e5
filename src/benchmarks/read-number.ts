/** The number in a cell of text, as tables and spreadsheets write it. */

/** Texts for an unknown number: the words that pandas and R accept, and a dash. */
const unknown: ReadonlySet<string> = new Set(
  ['|nan|-nan|na|n/a|<na>|#n/a|#na|#n/a n/a|#null!|null|none|nil|?|-|--|–|—', '1.#ind|-1.#ind|1.#qnan|-1.#qnan'].flatMap(
    (words) => words.split('|'),
  ),
);

const infinities: ReadonlyMap<string, number> = new Map([
  ['inf', Infinity],
  ['+inf', Infinity],
  ['-inf', -Infinity],
  ['infinity', Infinity],
  ['-infinity', -Infinity],
]);

const decimalComma = /^[+-]?\d+,\d+(?:e[+-]?\d+)?$/i;

/**
 * The number in `cell`: NaN for an unknown number, undefined if it is something else. `73.33%` is 73.33, because accuracies are in percent.
 * @param comma whether `73,33` is a number: if semicolons separate the cells, commas can be decimal.
 */
export function readNumber(cell: string, comma = false): number | undefined {
  let text = cell.trim();
  const word = text.toLowerCase();
  if (unknown.has(word)) return NaN;
  const infinity = infinities.get(word);
  if (infinity !== undefined) return infinity;
  if (text.endsWith('%')) text = text.slice(0, -1).trimEnd();
  if (comma && decimalComma.test(text)) text = text.replace(',', '.');
  const value = text === '' ? NaN : Number(text);
  return Number.isNaN(value) ? undefined : value;
}

/** A hint for a cell that is nearly a number. */
export function numberHint(cell: string): string | undefined {
  return decimalComma.test(cell.trim()) ? 'a decimal comma is read only if semicolons separate the cells' : undefined;
}
