import type { SearchOutcome } from '../store/run-search.js';
import type { Ranking } from './ranking.js';

/** Every candidate with its scores as CSV: an empty cell is an undefined score. Equal runs give equal bytes. */
export function scoresCsv(outcome: SearchOutcome, { combined, params, macs }: Ranking): string {
  const keys = Object.keys(outcome.columns);
  const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [['arch', 'canonical', ...keys, 'combined', 'params', 'macs'].map(quoted).join(',')];
  for (let i = 0; i < outcome.candidates.length; i++) {
    const scores = keys.map((key) => {
      const score = outcome.columns[key][i];
      return score.ok ? String(score.value) : '';
    });
    lines.push([quoted(outcome.candidates[i]), quoted(outcome.canonical[i]), ...scores, combined.values[i], params[i], macs[i]].join(','));
  }
  return `${lines.join('\n')}\n`;
}
