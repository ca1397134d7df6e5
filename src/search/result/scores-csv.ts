import { columnOf, valueAt } from '../column-of.js';
import { csvCell } from '../../core/csv-cell.js';
import { finalistPlaces } from './finalists.js';
import type { SearchOutcome } from '../run-search.js';
import type { Ranking } from './ranking.js';
import { sizesBeside } from './sizes.js';

/** Every candidate with its scores as CSV: an empty cell is an undefined score, or a value that only finalists have. Equal runs give the same bytes. */
export function scoresCsv(outcome: SearchOutcome, ranking: Ranking): string {
  const keys = Object.keys(outcome.columns);
  const beside = sizesBeside(keys);
  const lines = [['arch', 'canonical', ...keys, 'combined', ...beside].map(csvCell).join(',')];
  const places = finalistPlaces(outcome);
  for (const [i, candidate] of outcome.candidates.entries()) {
    const scores = keys.map((key) => {
      const score = valueAt(columnOf(outcome.columns, key), i);
      return score.ok ? String(score.value) : '';
    });
    const place = places[i];
    const ranked =
      place === undefined
        ? ['', ...beside.map(() => '')]
        : [valueAt(ranking.combined.values, place), ...beside.map((size) => valueAt(ranking[size], place))];
    lines.push([csvCell(candidate), csvCell(valueAt(outcome.canonical, i)), ...scores, ...ranked].join(','));
  }
  return `${lines.join('\n')}\n`;
}
