/**
 * Spaces whose genotype is a list of independent choices: all moves follow from the choices at each place.
 */
import { must } from '../core/must.js';
import type { Place, SearchSpace } from './types.js';

type ProductMoves<G> = Pick<SearchSpace<G>, 'sample' | 'mutate' | 'neighbors'> &
  Required<Pick<SearchSpace<G>, 'crossover' | 'enumerate'>> &
  Pick<SearchSpace<G>, 'numbered'> & { readonly size?: number };

/**
 * Moves over genotypes that hold, at place i, one of `choices[i]`.
 * A move is one place with another choice; enumeration runs the last place fastest. `size` is undefined beyond 2^53.
 */
export function productMoves<T>(choices: readonly (readonly T[])[]): ProductMoves<readonly T[]> {
  const size = choices.reduce((count, own) => count * own.length, 1);
  const open = choices.flatMap((own, i) => (own.length > 1 ? [i] : []));
  const choicesAt = (place: number): readonly T[] => must(choices[place], 'choices of each place');
  const choiceAt = (place: number, digit: number): T => must(choicesAt(place)[digit], 'a choice of each digit');
  const at = (index: number): readonly T[] => {
    const genotype = new Array<T>(choices.length);
    for (let place = choices.length - 1, rest = index; place >= 0; place--) {
      const { length } = choicesAt(place);
      const digit = rest % length;
      genotype[place] = choiceAt(place, digit);
      rest = (rest - digit) / length;
    }
    return genotype;
  };
  return {
    ...(Number.isSafeInteger(size) ? { size, numbered: { count: size, at } } : {}),
    sample: (rng) => choices.map((own) => rng.pick(own)),
    mutate(genotype, rng) {
      const place = rng.pick(open);
      return genotype.with(place, rng.pick(choicesAt(place).filter((choice) => choice !== genotype[place])));
    },
    neighbors: (genotype) =>
      open.flatMap((place) =>
        choicesAt(place)
          .filter((choice) => choice !== genotype[place])
          .map((choice) => genotype.with(place, choice)),
      ),
    crossover: (a, b, rng) => a.map((choice, i) => (rng.int(2) === 0 ? choice : must(b[i], 'a choice of both'))),
    *enumerate() {
      const digits = choices.map(() => 0);
      for (;;) {
        yield digits.map((digit, place) => choiceAt(place, digit));
        let place = choices.length - 1;
        for (; place >= 0; place--) {
          const next = must(digits[place], 'a digit of each place') + 1;
          if (next < choicesAt(place).length) {
            digits[place] = next;
            break;
          }
          digits[place] = 0;
        }
        if (place < 0) return;
      }
    },
  };
}

/** The same moves on genotypes that are not lists themselves but correspond to one: `toList` and `fromList` are each other's inverse. */
export function mapMoves<G, T>(
  moves: ProductMoves<readonly T[]>,
  toList: (genotype: G) => readonly T[],
  fromList: (list: readonly T[]) => G,
): ProductMoves<G> {
  return {
    ...(moves.size === undefined ? {} : { size: moves.size }),
    sample: (rng) => fromList(moves.sample(rng)),
    mutate: (genotype, rng) => fromList(moves.mutate(toList(genotype), rng)),
    neighbors: (genotype) => moves.neighbors(toList(genotype)).map(fromList),
    crossover: (a, b, rng) => fromList(moves.crossover(toList(a), toList(b), rng)),
    *enumerate() {
      for (const list of moves.enumerate()) yield fromList(list);
    },
  };
}

/** How the places of a product are shown. */
interface PlaceNames<T> {
  /** The name of a place, and where drawings show it. */
  readonly head: (place: number) => Pick<Place, 'name' | 'drawn'>;
  /** What a person calls a choice. */
  readonly print?: (choice: T) => string;
}

/** The places of a genotype that holds, at place i, one of `choices[i]`: those with more than one choice. */
export function productPlaces<T>(
  choices: readonly (readonly T[])[],
  genotype: readonly T[],
  { head, print = String }: PlaceNames<T>,
): Place<readonly T[]>[] {
  return choices.flatMap((all, i) => {
    const others = all.filter((choice) => choice !== genotype[i]);
    if (others.length === 0) return [];
    const alternatives = others.map((choice) => ({ choice: print(choice), genotype: genotype.with(i, choice) }));
    return [{ ...head(i), current: print(must(genotype[i], 'a choice of each place')), alternatives }];
  });
}
