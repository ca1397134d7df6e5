/**
 * Spaces whose genotype is a list of independent choices: everything about moving in them follows from the choices of each place.
 */
import type { SearchSpace } from './types.js';

type Moves<G> = Pick<SearchSpace<G>, 'sample' | 'mutate' | 'neighbors'> & Required<Pick<SearchSpace<G>, 'crossover' | 'enumerate'>> & { readonly size?: number };

/**
 * Moves over genotypes that hold, at place i, one of `choices[i]`.
 * A move is one place with another choice; enumeration runs the last place fastest. `size` is left out beyond 2^53.
 */
export function productMoves<T>(choices: readonly (readonly T[])[]): Moves<readonly T[]> {
  const size = choices.reduce((count, own) => count * own.length, 1);
  const open = choices.flatMap((own, i) => (own.length > 1 ? [i] : []));
  return {
    ...(Number.isSafeInteger(size) ? { size } : {}),
    sample: (rng) => choices.map((own) => rng.pick(own)),
    mutate(genotype, rng) {
      const place = rng.pick(open);
      return genotype.with(place, rng.pick(choices[place].filter((choice) => choice !== genotype[place])));
    },
    neighbors: (genotype) => open.flatMap((place) => choices[place].filter((choice) => choice !== genotype[place]).map((choice) => genotype.with(place, choice))),
    crossover: (a, b, rng) => a.map((choice, i) => (rng.int(2) === 0 ? choice : b[i])),
    *enumerate() {
      const places = choices.map(() => 0);
      for (;;) {
        yield places.map((at, i) => choices[i][at]);
        let place = choices.length - 1;
        while (place >= 0 && ++places[place] === choices[place].length) places[place--] = 0;
        if (place < 0) return;
      }
    },
  };
}

