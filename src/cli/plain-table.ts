import { getBorderCharacters, table } from 'table';
import { wrapName } from '../drawing/text/wrap-name.js';

/** A table without lines: two blanks between columns, numbers aligned to the right. */
export function plainTable(head: readonly string[], rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const cells = [head, ...rows].map((row) => [...row]);
  return table(cells, {
    border: getBorderCharacters('void'),
    columnDefault: { paddingLeft: 0, paddingRight: 2 },
    columns: Object.fromEntries(right.map((column) => [column, { alignment: 'right' as const }])),
    drawHorizontalLine: () => false,
  })
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd();
}

/**
 * A table whose last column holds architectures. On a terminal that is too narrow for its lines, an architecture is printed below its row,
 * broken between its operators; otherwise each row is one line.
 * @param width of the terminal; undefined where there is none.
 */
export function architectureTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
  width: number | undefined = process.stdout.isTTY ? process.stdout.columns : undefined,
): string {
  const wide = plainTable(head, rows, right);
  if (width === undefined || wide.split('\n').every((line) => line.length <= width)) return wide;
  const lines = plainTable(
    head.slice(0, -1),
    rows.map((row) => row.slice(0, -1)),
    right,
  ).split('\n');
  const names = [head, ...rows].map((row) => row.at(-1) ?? '');
  return lines.flatMap((line, i) => [line, ...wrapName(names[i] ?? '', width - 4).map((part) => `    ${part}`)]).join('\n');
}
