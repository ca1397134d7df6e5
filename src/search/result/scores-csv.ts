import { columnOf, valueAt } from '../column-of.js';
import { csvCell } from '../../core/csv-cell.js';
import { scoreNumbers } from '../../proxies/score-numbers.js';
import { finalistPlaces } from './finalists.js';
import type { SearchOutcome } from '../run-search.js';
import type { Ranking } from './ranking.js';
import { sizesBeside } from './sizes.js';

/** Every candidate with its scores as CSV: an empty cell is an undefined score, or a value that only finalists have. Equal runs give the same bytes. @returns its lines. */
export function* scoresCsv(outcome: SearchOutcome, ranking: Ranking): Generator<string> {
  const keys = Object.keys(outcome.columns);
  const beside = sizesBeside(keys);
  const scores = keys.map((key) => scoreNumbers(columnOf(outcome.columns, key)));
  const ranked = [ranking.combined.values, ...beside.map((size) => ranking[size])];
  const unranked = ','.repeat(ranked.length);
  const placeOf = finalistPlaces(outcome);
  yield `${['arch', 'canonical', ...keys, 'combined', ...beside].map(csvCell).join(',')}\n`;
  for (let i = 0; i < outcome.candidates.length; i++) {
    let line = `${csvCell(valueAt(outcome.candidates, i))},${csvCell(valueAt(outcome.canonical, i))}`;
    for (const numberAt of scores) {
      const value = numberAt(i);
      line += Number.isNaN(value) ? ',' : `,${value}`;
    }
    const place = placeOf(i);
    if (place === undefined) line += unranked;
    else for (const values of ranked) line += `,${valueAt(values, place)}`;
    yield `${line}\n`;
  }
}
