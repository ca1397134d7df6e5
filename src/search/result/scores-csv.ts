import { csvCell } from '../../core/csv-cell.js';
import { finalistPlaces } from './finalists.js';
import type { SearchOutcome } from '../run-search.js';
import type { Ranking } from './ranking.js';
import { sizesBeside } from './sizes.js';

/** Every candidate with its scores as CSV: an empty cell is an undefined score, or a value that only finalists have. Equal runs give the same bytes. */
export function scoresCsv(whole: SearchOutcome, ranking: Ranking): string {
  const keys = Object.keys(whole.columns);
  const beside = sizesBeside(keys);
  const lines = [['arch', 'canonical', ...keys, 'combined', ...beside].map(csvCell).join(',')];
  const places = finalistPlaces(whole);
  for (let i = 0; i < whole.candidates.length; i++) {
    const scores = keys.map((key) => {
      const score = whole.columns[key][i];
      return score.ok ? String(score.value) : '';
    });
    const place = places[i];
    const ranked =
      place === undefined
        ? ['', ...beside.map(() => '')]
        : [ranking.combined.values[place], ...beside.map((size) => ranking[size][place])];
    lines.push([csvCell(whole.candidates[i]), csvCell(whole.canonical[i]), ...scores, ...ranked].join(','));
  }
  return `${lines.join('\n')}\n`;
}
