import { finalistPlaces } from './finalists.js';
import type { SearchOutcome } from '../store/run-search.js';
import type { Ranking } from './ranking.js';

/** Every candidate with its scores as CSV: an empty cell is an undefined score, or what is only known of finalists. Equal runs give equal bytes. */
export function scoresCsv(whole: SearchOutcome, { combined, params, macs }: Ranking): string {
  const keys = Object.keys(whole.columns);
  const quoted = (text: string): string => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [['arch', 'canonical', ...keys, 'combined', 'params', 'macs'].map(quoted).join(',')];
  const places = finalistPlaces(whole);
  for (let i = 0; i < whole.candidates.length; i++) {
    const scores = keys.map((key) => {
      const score = whole.columns[key][i];
      return score.ok ? String(score.value) : '';
    });
    const place = places[i];
    const ranked = place === undefined ? ['', '', ''] : [combined.values[place], params[place], macs[place]];
    lines.push([quoted(whole.candidates[i]), quoted(whole.canonical[i]), ...scores, ...ranked].join(','));
  }
  return `${lines.join('\n')}\n`;
}
