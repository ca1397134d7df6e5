/** Limits as a report draws them. */
import { boundText, limitBounds } from '../../engine/limits/limit-bounds.js';
import type { ResolvedPlan } from '../../engine/plan.js';
import type { ReportData, ReportObjective } from '../../report/types.js';
import { isSize } from './sizes.js';

/** The bounds among the limits that a plot of this report can show. */
export function limitLines(
  where: string | undefined,
  { proxies }: ResolvedPlan,
  extra: readonly string[],
): Pick<ReportData, 'limits'> {
  if (where === undefined) return {};
  const columns = new Map<string, ReportObjective['column']>([
    ['params', { kind: 'params' }],
    ['macs', { kind: 'macs' }],
    ...extra.map((id) => [id, { kind: 'quantity', id }] as const),
    ...proxies
      .filter(({ text }) => !isSize(text))
      .flatMap(({ text, proxy }) => [text, proxy.id].map((name) => [name, { kind: 'proxy', id: text }] as const)),
  ]);
  const bounds = limitBounds(where, [...columns.keys()]);
  const limits = bounds.flatMap((bound) => {
    const column = columns.get(bound.name);
    return column === undefined ? [] : [{ column, value: bound.value, text: boundText(bound) }];
  });
  return limits.length === 0 ? {} : { limits };
}
