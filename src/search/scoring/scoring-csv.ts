import { columnOf } from '../column-of.js';
import type { ResolvedPlan } from '../../engine/plan.js';
import { csvCell } from '../../core/csv-cell.js';
import { sizesBeside } from '../result/sizes.js';
import type { ScoredRow } from './open-scoring.js';
import type { ScoreRanking } from './score-report.js';

/** Every row with its scores as CSV, in the order given: an empty cell is an undefined score, an unknown size, or the combined score of one that breaks the limits. */
export function scoringCsv(
  rows: readonly ScoredRow[],
  kept: readonly ScoredRow[],
  { combined }: ScoreRanking,
  { proxies }: ResolvedPlan,
): string {
  const keys = proxies.map(({ text }) => text);
  const beside = sizesBeside(keys);
  // Those kept are in the order of the rows.
  let next = 0;
  const lines = [['arch', 'canonical', ...keys, 'combined', ...beside].map(csvCell).join(',')];
  for (const { item, evaluation, cost } of rows) {
    const scores = keys.map((key) => {
      const score = columnOf(evaluation.scores, key);
      return score.ok ? String(score.value) : '';
    });
    const rank = kept[next]?.item === item ? String(combined.values[next++]) : '';
    lines.push(
      [
        csvCell(item.name),
        csvCell(item.known?.canonical() ?? ''),
        ...scores,
        rank,
        ...beside.map((size) => (Number.isNaN(cost[size]) ? '' : cost[size])),
      ].join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}
