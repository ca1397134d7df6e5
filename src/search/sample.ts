/**
 * The random draw that a searcher requests, without a scan: distinct genotypes that meet the limits, all of which
 * are then scored. If the domain can be listed and is no larger than the draw, everything is taken.
 */
import { createTextSet } from '../core/text-set.js';
import { createRng } from '../core/rng.js';
import type { SearchDomain } from '../searchers/types.js';

/** Samples in a row, repeated or outside the limits, after which a draw ends early. */
const mostFailures = 10_000;

/** The genotypes of the `ordinal`-th draw of a search. */
export function* drawnGenotypes(domain: SearchDomain, seed: number, ordinal: number, count: number): Generator<unknown, void> {
  const admits = (genotype: unknown): boolean => domain.admits?.(genotype) !== false;
  if (domain.enumerate !== undefined && domain.size !== undefined && domain.size <= count) {
    for (const genotype of domain.enumerate()) if (admits(genotype)) yield genotype;
    return;
  }
  const rng = createRng(seed, `draw ${ordinal}`);
  const seen = createTextSet();
  for (let failures = 0; seen.length < count && failures < mostFailures;) {
    const genotype = domain.sample(rng);
    const text = domain.encode(genotype);
    if (seen.find(text) !== undefined || !admits(genotype)) failures++;
    else {
      failures = 0;
      seen.add(text);
      yield genotype;
    }
  }
}
