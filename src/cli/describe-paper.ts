import type { FigureBasis, Paper } from '../reproduce/types.js';

/** The name of the numbers of each basis: only a paper's numbers are published. */
export const basisWords: { readonly [basis in FigureBasis]: { readonly head: string; readonly numbers: string } } = {
  published: { head: 'paper', numbers: 'published numbers' },
  specified: { head: 'specified', numbers: 'numbers from the specification of our reconstruction' },
  asked: { head: 'goal', numbers: 'goals of this project' },
};

/** The tables that a paper's numbers need and how many numbers there are, in one line. */
export function describePaper({ paper, basis = 'published', experiments }: Paper): string {
  const numbers = experiments.flatMap(({ figures }) => figures).filter(({ published }) => published !== null).length;
  return `${paper}; tables ${[...new Set(experiments.map(({ table }) => table))].join(', ')}; ${numbers} ${basisWords[basis].numbers}`;
}
