import { canonicalHash } from '../arch/canonical.js';
import type { Architecture } from '../arch/types.js';
import { must } from '../core/must.js';
import type { GoodItem } from '../search/scoring/types.js';
import type { SearchSpace } from '../spaces/types.js';

/** Networks among which those to train next are chosen: a space, or a list of models. */
export type NetworkSource = Pick<
  SearchSpace,
  'size' | 'enumerate' | 'sample' | 'encode' | 'canonical' | 'build' | 'cost' | 'topology'
>;

/** The models of a list; the genotype of each is its item. */
export function modelSource(models: readonly GoodItem[]): NetworkSource {
  const build = (genotype: unknown): Architecture => (genotype as GoodItem).candidate as Architecture;
  return {
    size: models.length,
    enumerate: () => models,
    sample: (rng) => must(models[rng.int(models.length)], 'a model of the list'),
    encode: (genotype) => (genotype as GoodItem).name,
    canonical: (genotype) => canonicalHash(build(genotype)),
    build,
  };
}
