import { getBorderCharacters, table } from 'table';

/** A table without lines: columns apart by two blanks, the numbered ones aligned to the right. */
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
