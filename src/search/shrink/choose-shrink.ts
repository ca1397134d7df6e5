/** The defaults of a search among the smaller versions of a network. */
import type { ShrunkSpace } from '../../spaces/shrunk/shrunk-space.js';

/** Spaces up to this size are enumerated. */
const visitable = 2000;
const defaultBudget = 1000;

interface ShrinkChoice {
  readonly searcher?: string;
  readonly budget?: number;
  readonly seconds?: number;
}

/** The named searcher and budget; by default, exhaustive in a small space that the budget covers, and evolution in others, which needs a budget if it has no time. */
export function chooseShrink(
  { searcher: named, budget: most, seconds }: ShrinkChoice,
  { size = Infinity }: ShrunkSpace,
): { readonly searcher: string; readonly budget?: number } {
  const searcher = named ?? (size <= Math.min(visitable, most ?? Infinity) && seconds === undefined ? 'exhaustive' : 'evolution');
  const isBounded = seconds !== undefined || searcher.startsWith('exhaustive');
  const budget = most ?? (isBounded ? undefined : defaultBudget);
  return { searcher, ...(budget === undefined ? {} : { budget }) };
}
