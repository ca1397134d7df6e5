/** Benchmark rows as a table for the terminal, best proxies first within a target and population. */
import { formatCount as count } from '../core/format-number.js';
import { getBorderCharacters, table } from 'table';
import type { BenchRow } from './types.js';

const fixed = (value: number | null, digits: number): string => (value === null ? '–' : value.toFixed(digits));
interface ColumnFormat {
  readonly head: string;
  readonly left?: true;
  /** The column is left out when it is empty in all rows. */
  readonly isNeeded?: (rows: readonly BenchRow[]) => boolean;
  text(row: BenchRow): string;
  /** The label of the second line of a row, for the other policy. */
  other?(row: NonNullable<BenchRow['otherPolicy']>): string;
}

const policyWords = { last: 'undefined last', omit: 'undefined omitted' } as const;

const columns: readonly ColumnFormat[] = [
  { head: 'target', left: true, text: ({ target }) => target },
  {
    head: 'column',
    left: true,
    isNeeded: (rows) => rows.some(({ target, column }) => column !== undefined && column !== target),
    text: ({ column }) => column ?? '',
  },
  { head: 'proxy', left: true, text: ({ proxy }) => proxy, other: ({ undefinedPolicy }) => `  ${policyWords[undefinedPolicy]}` },
  {
    head: 'population',
    left: true,
    isNeeded: (rows) => rows.some(({ population }) => population !== rows[0]?.population),
    text: ({ population }) => population,
  },
  { head: 'n', text: ({ n }) => count(n), other: ({ n }) => count(n) },
  { head: 'undefined', text: (row) => count(row.undefined) },
  { head: 'distinct', text: ({ distinct }) => count(distinct) },
  { head: 'ties\n%', text: ({ ties }) => (100 * ties).toFixed(1) },
  { head: 'Spearman', text: (row) => fixed(row.spearman, 3), other: (row) => fixed(row.spearman, 3) },
  { head: 'Spearman\ninterval', isNeeded: hasInterval, text: ({ interval }) => span(interval?.spearman) },
  { head: 'tau-b', text: (row) => fixed(row.kendall, 3), other: (row) => fixed(row.kendall, 3) },
  { head: 'tau-b\ninterval', isNeeded: hasInterval, text: ({ interval }) => span(interval?.kendall) },
  { head: 'top 10 %\nSpearman', text: (row) => fixed(row.spearmanTop10, 3) },
  { head: 'top 10 %\ntau-b', text: (row) => fixed(row.kendallTop10, 3) },
  { head: 'overlap\n%', text: (row) => fixed(row.overlapTop10, 1) },
  { head: 'top 64', text: (row) => fixed(row.topOfTop, 0) },
  { head: 'nDCG', text: (row) => fixed(row.ndcg, 3) },
  {
    head: 'best',
    text: ({ best }) => (best === null ? '–' : `${best.accuracy.toFixed(2)}${best.tied > 1 ? ` (of ${count(best.tied)})` : ''}`),
  },
  { head: 'seconds', isNeeded: (rows) => rows.some(({ seconds }) => seconds !== null), text: ({ seconds }) => fixed(seconds, 2) },
];

function hasInterval(rows: readonly BenchRow[]): boolean {
  return rows.some(({ interval }) => interval !== undefined);
}

function span(interval: readonly [number, number] | null | undefined): string {
  return interval === null || interval === undefined ? '–' : `${interval[0].toFixed(3)}…${interval[1].toFixed(3)}`;
}

/** The meaning of the columns, in the order of the table. */
export const benchLegend = [
  'undefined: architectures without a score; distinct: different scores; ties %: share of all pairs with equal scores',
  'top 10 %: Spearman and tau-b among the architectures above the 90th percentile of accuracy',
  'overlap %: of those above the 90th percentile of score, the share above the 90th of accuracy; top 64: of the 64 best scored and their ties, those above the 95th',
  'nDCG: of the 1,000 best scored, gain 2^accuracy in per cent (fractions are scaled); best: accuracy of the best scored (the first of those that tie, with their number)',
] as const;

/**
 * Lines of about 110 characters plus the proxy's key. A rule separates the targets; if scores are undefined, a second line gives the
 * correlations under the other policy.
 */
export function formatBench(rows: readonly BenchRow[]): string {
  const shown = columns.filter(({ isNeeded }) => isNeeded?.(rows) ?? true);
  const order = [...new Set(rows.map(({ population }) => population))];
  const targets = [...new Set(rows.map(({ target }) => target))];
  const groups = targets.map((target) =>
    rows
      .filter((row) => row.target === target)
      .toSorted((a, b) => order.indexOf(a.population) - order.indexOf(b.population) || (b.kendall ?? -2) - (a.kendall ?? -2))
      .flatMap((row) => {
        const { otherPolicy } = row;
        const first = shown.map((column) => column.text(row));
        return otherPolicy === undefined ? [first] : [first, shown.map((column) => column.other?.(otherPolicy) ?? '')];
      }),
  );
  const starts = new Set(groups.map((_, g) => 1 + groups.slice(0, g).reduce((sum, group) => sum + group.length, 0)));
  return table([shown.map(({ head }) => head), ...groups.flat()], {
    border: { ...getBorderCharacters('void'), joinBody: '─' },
    columnDefault: { paddingLeft: 0, paddingRight: 2, alignment: 'right' },
    columns: Object.fromEntries(shown.flatMap(({ left }, i) => (left ? [[i, { alignment: 'left' as const }]] : []))),
    drawHorizontalLine: (index) => starts.has(index),
  })
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd();
}
