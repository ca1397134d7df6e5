import type { Paper } from '../reproduce/types.js';

/** Where a paper's numbers are looked for and how many there are, in one line. */
export function describePaper({ paper, experiments }: Paper): string {
  const numbers = experiments.flatMap(({ figures }) => figures).filter(({ published }) => published !== null).length;
  return `${paper}; tables ${[...new Set(experiments.map(({ table }) => table))].join(', ')}; ${numbers} published numbers`;
}
