import { csvCell } from '../core/csv-cell.js';
import type { ScoreColumn } from '../proxies/combine/index.js';

/** Every architecture with its scores as CSV, in the order of the table: an empty cell is an undefined score. */
export function benchCsv(
  architectures: readonly string[],
  forms: readonly (string | undefined)[],
  columns: readonly ScoreColumn[],
): string {
  const lines = [['arch', 'canonical', ...columns.map(({ key }) => key)].map(csvCell).join(',')];
  architectures.forEach((architecture, i) => {
    const scores = columns.map(({ scores: column }) => {
      const score = column.at(i);
      return score?.ok === true ? String(score.value) : '';
    });
    lines.push([csvCell(architecture), csvCell(forms[i] ?? ''), ...scores].join(','));
  });
  return `${lines.join('\n')}\n`;
}
