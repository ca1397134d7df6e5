import { plural } from '../core/plural.js';
import { basisWords } from '../reproduce/figure-words.js';
import type { Paper } from '../reproduce/types.js';

/** The tables that a paper's numbers need and how many numbers there are, in one line. */
export function describePaper({ paper, basis = 'published', experiments }: Paper): string {
  const numbers = experiments.flatMap(({ figures }) => figures).filter(({ published }) => published !== null).length;
  const words = basisWords[basis];
  const tables = [...new Set(experiments.map(({ table }) => table))];
  const counted = numbers === 0 ? '' : `; ${plural(numbers, words.number, words.numbers)}`;
  return `${paper}; ${tables.length === 1 ? 'table' : 'tables'} ${tables.join(', ')}${counted}`;
}
