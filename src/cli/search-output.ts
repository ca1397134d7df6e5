/** What a search prints: the best, the winner drawn, what was undefined, the seconds of every step. */
import { drawCellText } from '../drawing/cell-text.js';
import type { ResolvedPlan } from '../engine/plan.js';
import { undefinedReasons } from '../engine/undefined-reasons.js';
import type { SearchOutcome } from '../store/run-search.js';
import { faint, formatCount, formatSeconds, formatSize, print, strong } from './output.js';
import { plainTable } from './plain-table.js';
import type { Ranking } from './ranking.js';
import type { CorrelationLine } from './search-report.js';

export interface SearchPrint {
  readonly ranking: Ranking;
  readonly outcome: SearchOutcome;
  readonly combination: string;
  readonly resolved: ResolvedPlan;
  readonly steps: readonly { readonly name: string; readonly seconds: number }[];
  readonly json: boolean;
  readonly correlations: readonly CorrelationLine[];
}

function printJson({ ranking, outcome, resolved }: SearchPrint): void {
  ranking.best.forEach((i, place) => {
    const scores = Object.fromEntries(Object.entries(outcome.columns).map(([key, column]) => {
      const score = column[i];
      return [key, score.ok ? { value: score.value, ...(score.parts === undefined ? {} : { parts: score.parts }) } : { value: null, reason: score.reason }];
    }));
    print(JSON.stringify({ rank: place + 1, space: resolved.space?.id, arch: outcome.candidates[i], combined: ranking.combined.values[i], scores, params: ranking.params[i], macs: ranking.macs[i] }));
  });
}

function printUndefined({ outcome }: SearchPrint): void {
  for (const [key, column] of Object.entries(outcome.columns)) {
    for (const { reason, count } of undefinedReasons(column)) print(faint(`${key} is undefined for ${formatCount(count)}, which rank last: ${reason}`));
  }
}

/** Prints a finished search on standard output. */
export function printSearch(result: SearchPrint): void {
  if (result.json) {
    printJson(result);
    return;
  }
  const { ranking, outcome, combination, resolved, steps, correlations } = result;
  const { space, proxies } = resolved;
  const keys = Object.keys(outcome.columns);
  print(strong(`The best of ${formatCount(outcome.candidates.length)} architectures (${formatCount(outcome.distinct)} distinct), ${combination}`));
  const rows = ranking.best.map((i, place) => [
    String(place + 1),
    ...keys.map((key) => {
      const score = outcome.columns[key][i];
      return score.ok ? score.value.toPrecision(5) : '–';
    }),
    formatSize(ranking.params[i]),
    formatSize(ranking.macs[i]),
    outcome.candidates[i] + (ranking.shared[place] > 1 ? `  (= ${ranking.shared[place] - 1} more)` : ''),
  ]);
  print(plainTable(['#', ...keys, 'params', 'macs', 'architecture'], rows, Array.from({ length: keys.length + 3 }, (_, column) => column)));
  const winner = ranking.best[0];
  if (space?.topology !== undefined) {
    for (const { name, cell } of space.topology(space.decode(outcome.candidates[winner])).cells) {
      print();
      print(drawCellText(cell, { title: `the winner's ${name}`, colours: process.stdout.isTTY && process.env['NO_COLOR'] === undefined ? 'ansi' : 'none' }));
    }
  }
  print();
  printUndefined(result);
  for (const { proxy } of proxies) if (proxy.note !== undefined) print(faint(`${proxy.id}: ${proxy.note}`));
  if (combination === space?.defaults.combine && space.defaults.combineNote !== undefined) print(faint(`combination: ${space.defaults.combineNote}`));
  if (correlations.length > 0) {
    print();
    print(plainTable(['score', 'data set', 'n', 'Spearman', 'Kendall tau-b'], correlations.map((line) => [line.proxy, line.target, formatCount(line.n), line.spearman.toFixed(3), line.kendall.toFixed(3)]), [2, 3, 4]));
  }
  print();
  print(steps.map(({ name, seconds }) => `${name} ${formatSeconds(seconds)}`).join(' · '));
}
