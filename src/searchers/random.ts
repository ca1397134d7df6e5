/**
 * Distinct genotypes drawn uniformly: samples that were proposed before are drawn again. When repeats get the upper hand
 * (`patience` in a row) and the space can be enumerated, what is left is listed and shuffled, so a budget beyond the
 * size of the space ends with every genotype once; a space that cannot be enumerated counts as exhausted then.
 */
import { createRng } from '../core/rng.js';
import { createListingSearcher } from './listing-searcher.js';
import { defineSearcher, type SearchDomain } from './types.js';

const patience = 1000;
/** The number of ePADS's and TNASSE's protocol. */
const defaultBudget = 1000;

function* distinctSamples(domain: SearchDomain, seed: number): Generator<unknown, void> {
  const rng = createRng(seed, 'searcher random');
  const seen = new Set<string>();
  let repeats = 0;
  while (repeats < patience && seen.size !== domain.size) {
    const genotype = domain.sample(rng);
    const known = seen.size;
    seen.add(domain.encode(genotype));
    repeats = seen.size === known ? repeats + 1 : 0;
    if (repeats === 0) yield genotype;
  }
  if (domain.enumerate === undefined || seen.size === domain.size) return;
  const left = [...domain.enumerate()].filter((genotype) => !seen.has(domain.encode(genotype)));
  yield* rng.shuffle(left);
}

/** The proposals follow from the seed alone. */
export const random = defineSearcher({
  id: 'random',
  title: 'Distinct architectures drawn uniformly at random',
  note: 'as many as --budget says, 1,000 unless given; depends on --seed',
  options: {},
  round: () => Infinity,
  create: ({ domain, seed, budget = defaultBudget }) => createListingSearcher('searcher random', budget, () => distinctSamples(domain, seed)),
});
