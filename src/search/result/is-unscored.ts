import type { Combined } from '../../proxies/combine/index.js';

/** Whether every score that takes part is undefined: no candidate is then better than another. */
export function isUnscored({ values, undefinedCounts }: Combined): boolean {
  return Object.values(undefinedCounts).every((count) => count === values.length);
}
