/** The common part of all spaces of `defineSpace`. */
import { usageError } from '../../core/errors.js';
import { resolveOptions, type OptionSpecs, type OptionValues } from '../../core/options.js';
import { createRng, type Rng } from '../../core/rng.js';
import type { Place, SearchSpace, SpaceDefinition } from '../types.js';
import type { SpaceHeader } from './types.js';

const TRIES = 10_000;
/** Spaces up to this size can be enumerated. */
const ENUMERABLE = 10_000_000;

/**
 * The definition of a space whose moves do not know `accept`: samples are drawn again and neighbours left out if it returns false.
 * @throws a usage error when it refuses nearly everything.
 */
export function closeSpace<G>(
  { id, title, paper = 'your own space', options = {}, properties }: SpaceHeader,
  encode: (genotype: G) => string,
  create: (values: OptionValues<OptionSpecs>) => SearchSpace<G>,
  accept: (genotype: G) => boolean = () => true,
): SpaceDefinition {
  const drawn = (draw: () => G): G => {
    for (let i = 0; i < TRIES; i++) {
      const genotype = draw();
      if (accept(genotype)) return genotype;
    }
    throw usageError(`space ${id}`, { expected: 'accept to allow some genotypes', got: `none of ${TRIES}`, code: 'user-code' });
  };
  const open = (values: OptionValues<OptionSpecs>): SearchSpace<G> => {
    const own = create(values);
    const neighbors = (genotype: G): G[] => own.neighbors(genotype).filter(accept);
    const { enumerate, crossover, places, ...rest } = own;
    return {
      ...rest,
      sample: (rng: Rng) => drawn(() => own.sample(rng)),
      neighbors,
      mutate(genotype, rng) {
        const all = neighbors(genotype);
        if (all.length === 0)
          throw usageError(`space ${id}`, { expected: 'a genotype with neighbours', got: encode(genotype), code: 'user-code' });
        return rng.pick(all);
      },
      ...(places === undefined ? {} : { places: (genotype: G) => allowedPlaces(places.call(own, genotype), accept) }),
      ...(crossover === undefined ? {} : { crossover: (a: G, b: G, rng: Rng) => drawn(() => crossover(a, b, rng)) }),
      ...(enumerate === undefined || own.size === undefined || own.size > ENUMERABLE ? {} : { enumerate }),
      ...(properties === undefined ? {} : { properties: { ...own.properties, ...properties } }),
    };
  };
  const example = encode(open(resolveOptions(`space ${id}`, options, {})).sample(createRng(1, 'example')));
  return { id, title, paper, example, options, create: open as unknown as SpaceDefinition['create'] };
}

/** The places without the alternatives that `accept` refuses. */
function allowedPlaces<G>(places: readonly Place<G>[], accept: (genotype: G) => boolean): Place<G>[] {
  return places
    .map((place) => ({ ...place, alternatives: place.alternatives.filter(({ genotype }) => accept(genotype)) }))
    .filter(({ alternatives }) => alternatives.length > 0);
}
