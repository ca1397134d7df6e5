import { usageError } from '../core/errors.js';
import { createListingSearcher } from './listing-searcher.js';
import { defineSearcher, type SearchDomain } from './types.js';

function* admitted(domain: SearchDomain, genotypes: Iterable<unknown>): Generator<unknown, void> {
  for (const genotype of genotypes) if (domain.admits?.(genotype) !== false) yield genotype;
}

/** Every genotype of an enumerable space that meets the limits, in the space's order, up to the budget. */
export const exhaustive = defineSearcher({
  id: 'exhaustive',
  title: 'Every architecture of the space, in its order',
  note: 'for spaces that are small enough to enumerate; a budget stops it early',
  options: {},
  learns: false,
  isDivisible: true,
  goesInOrder: true,
  create({ domain, levels, budget = Infinity }) {
    const { enumerate } = domain;
    if (enumerate === undefined) {
      throw usageError('searcher exhaustive', {
        expected: 'a space that can be enumerated',
        got: domain.id,
        hint: 'use the `searcher` random with a `budget`',
        code: 'unsupported',
      });
    }
    return createListingSearcher('searcher exhaustive', {
      budget,
      level: levels - 1,
      list: () => admitted(domain, enumerate.call(domain)),
    });
  },
});
