/** The order of a check's rows, and what a reader must know to judge them. */
import { plural } from '../core/plural.js';
import type { CheckResult, CheckRow } from './check-proxies.js';
import { verdictRule } from './verdict.js';

const roles = { judgement: 0, proxy: 1, part: 2 } as const;

/** The judgement, then proxies, then parts of the judgement; in each, the highest correlation first. */
export function byRole(rows: readonly CheckRow[]): CheckRow[] {
  return rows.toSorted((a, b) => roles[a.role] - roles[b.role] || (b.tau ?? -2) - (a.tau ?? -2));
}

/** With fewer networks, choosing the best of many scores misleads. */
const fewNetworks = 30;

export function checkNotes({ networks, target, notes }: CheckResult): string[] {
  return [
    ...notes,
    `${plural(networks, 'network')} with ${target}; tau-b: share of pairs in the right order less those in the wrong one; beyond size: rank correlation without what params and MACs say`,
    verdictRule,
    ...(networks < fewNetworks
      ? ['the best of many scores looks better than it is: with so few networks choose by what you knew before']
      : []),
  ];
}
