import { usageError } from '../core/errors.js';
import { createListingSearcher } from './listing-searcher.js';
import { defineSearcher } from './types.js';

/** Every genotype of an enumerable space in the space's order, up to the budget. */
export const exhaustive = defineSearcher({
  id: 'exhaustive',
  title: 'Every architecture of the space, in its order',
  note: 'for spaces small enough to visit; --budget stops it early',
  options: {},
  round: () => Infinity,
  create({ domain, budget = Infinity }) {
    const { enumerate } = domain;
    if (enumerate === undefined) {
      throw usageError('searcher exhaustive', { expected: 'a space that can be enumerated', got: domain.id, hint: 'use --searcher random --budget N' });
    }
    return createListingSearcher('searcher exhaustive', budget, () => enumerate.call(domain));
  },
});
