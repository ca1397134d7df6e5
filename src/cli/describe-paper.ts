import { basisWords } from '../reproduce/figure-words.js';
import type { Paper } from '../reproduce/types.js';

/** The tables that a paper's numbers need and how many numbers there are, in one line. */
export function describePaper({ paper, basis = 'published', experiments }: Paper): string {
  const numbers = experiments.flatMap(({ figures }) => figures).filter(({ published }) => published !== null).length;
  return `${paper}; tables ${[...new Set(experiments.map(({ table }) => table))].join(', ')}; ${numbers} ${basisWords[basis].numbers}`;
}
