import type { FigureBasis, Paper } from '../reproduce/types.js';

/** What the numbers of each basis are called: only a paper's are published. */
export const basisWords: { readonly [basis in FigureBasis]: { readonly head: string; readonly numbers: string } } = {
  published: { head: 'paper', numbers: 'published numbers' },
  specified: { head: 'specified', numbers: 'numbers that our reconstruction was specified with' },
  asked: { head: 'asked', numbers: 'numbers that this project asks of itself' },
};

/** Where a paper's numbers are looked for and how many there are, in one line. */
export function describePaper({ paper, basis = 'published', experiments }: Paper): string {
  const numbers = experiments.flatMap(({ figures }) => figures).filter(({ published }) => published !== null).length;
  return `${paper}; tables ${[...new Set(experiments.map(({ table }) => table))].join(', ')}; ${numbers} ${basisWords[basis].numbers}`;
}
