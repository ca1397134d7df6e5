/** Tables of any characters: some take two places or none, and cells may have several lines. A chunk of its own, because few tables need the package. */
import { getBorderCharacters, table } from 'table';

/** A table without lines, by the package for tables. */
export function wideTable(lines: readonly (readonly string[])[], right: readonly number[]): string {
  const cells = lines.map((row) => [...row]);
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
