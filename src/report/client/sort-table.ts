/** Heads that sort their table: a click sorts by the column, another the other way round. A number is read as it is printed, with its unit. */

const units: { readonly [unit: string]: number } = { k: 1e3, M: 1e6, G: 1e9, T: 1e12 };
const digits = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** The number that a cell of a table shows; NaN where it shows none. */
export function shownNumber(text: string): number {
  const plain = text.replaceAll('−', '-').replaceAll(',', '').replaceAll('+', '').trim();
  const [, mantissa, minus, raised] = /^(-?[\d.]+)·10(⁻?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)$/.exec(plain) ?? [];
  if (raised !== undefined) {
    const exponent = Number([...raised].map((digit) => digits.indexOf(digit)).join(''));
    return Number(`${mantissa}e${minus === '' ? '' : '-'}${exponent}`);
  }
  const [, number, unit = ''] = /^(-?\d[\d.]*)\s?([kMGT]?)$/.exec(plain) ?? [];
  return number === undefined ? NaN : Number(number) * (units[unit] ?? 1);
}

/** Makes the heads of the tables of architectures under `root` sort them. */
export function makeSortable(root: ParentNode): void {
  for (const table of root.querySelectorAll<HTMLTableElement>('table.architectures, table.sortable'))
    for (const head of table.querySelectorAll<HTMLTableCellElement>('thead tr:last-child th')) addButton(table, head);
}

function addButton(table: HTMLTableElement, head: HTMLTableCellElement): void {
  if (head.querySelector('.sort') !== null) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'sort';
  const links = [...head.childNodes].filter((node) => node instanceof HTMLAnchorElement);
  button.append(...[...head.childNodes].filter((node) => !links.includes(node as HTMLAnchorElement)));
  head.prepend(button);
  button.addEventListener('click', () => {
    const goesUp = head.ariaSort === 'descending' || (head.ariaSort === null && !head.classList.contains('number'));
    for (const other of table.querySelectorAll('th')) other.ariaSort = null;
    head.ariaSort = goesUp ? 'ascending' : 'descending';
    sortRows(table, head.cellIndex, goesUp);
  });
}

function sortRows(table: HTMLTableElement, column: number, goesUp: boolean): void {
  const body = table.tBodies[0];
  if (body === undefined) return;
  const rows = [...body.rows].map((row) => {
    const cell = row.cells[column];
    const text = cell?.dataset['value'] ?? (cell?.title || cell?.textContent || '');
    return { row, text, number: shownNumber(text) };
  });
  const sign = goesUp ? 1 : -1;
  // Cells without a number stay last in both directions.
  rows.sort((a, b) => {
    if (Number.isNaN(a.number) || Number.isNaN(b.number))
      return Number(Number.isNaN(a.number)) - Number(Number.isNaN(b.number)) || sign * a.text.localeCompare(b.text, 'en');
    return sign * (a.number - b.number);
  });
  body.append(...rows.map(({ row }) => row));
}
