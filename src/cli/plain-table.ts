import { wrapName } from '../drawing/text/wrap-name.js';
import { wideTable } from './wide-table.js';

/** A table without lines: two blanks between columns, numbers aligned to the right. */
export function plainTable(head: readonly string[], rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const lines = [head, ...rows];
  return lines.every((cells) => cells.length === head.length && cells.every((cell) => /^[ -~×·→…–─-╿]*$/.test(cell)))
    ? evenTable(lines, right)
    : wideTable(lines, right);
}

/** Of characters that each take one place: to load the package takes 13 ms. */
function evenTable(lines: readonly (readonly string[])[], right: readonly number[]): string {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => (right.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
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
