import { formatCount } from '../core/format-number.js';
import { createRng } from '../core/rng.js';
import { defaultBudget } from './generations.js';
import { createListingSearcher } from './listing-searcher.js';
import { createNovelty } from './novelty.js';
import { defineSearcher, type SearcherSetup } from './types.js';

function* distinctSamples(setup: Pick<SearcherSetup, 'domain' | 'seed' | 'register'>): Generator<unknown, void> {
  const rng = createRng(setup.seed, 'searcher random');
  const novelty = createNovelty(setup, () => rng);
  for (let genotype = novelty.fresh(); genotype !== undefined; genotype = novelty.fresh()) yield genotype;
}

/** Distinct genotypes drawn uniformly; the proposals follow from the seed alone. A budget beyond the size of the space proposes all of it. */
export const random = defineSearcher({
  id: 'random',
  title: 'Distinct architectures drawn uniformly at random',
  note: `as many as the budget says, ${formatCount(defaultBudget)} unless given (ePADS's protocol); depends on the seed`,
  options: {},
  learns: false,
  isDivisible: true,
  create: ({ levels, budget = defaultBudget, ...setup }) =>
    createListingSearcher('searcher random', { budget, level: levels - 1, list: () => distinctSamples(setup) }),
});
