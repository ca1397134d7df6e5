import { createIndexPermutation } from '../../core/permute-index.js';
import { createRng, keyOf } from '../../core/rng.js';
import type { SearchSpace } from '../../spaces/types.js';

/** Words of the random stream between one genotype and the next: more than any space draws for one. */
const stride = 1024;

/** A permutation works on 32 bits. */
const mostNumbers = 2 ** 32;

/** The genotypes of a scan, made from their index, and how many there are. */
interface Draws {
  /** Infinity if the same genotype may be drawn again. */
  readonly count: number;
  at(index: number): unknown;
}

export function createDraws({ numbered, sample }: SearchSpace, seed: number, purpose: string): Draws {
  const rng = createRng(seed, purpose);
  if (numbered !== undefined && numbered.count <= mostNumbers) {
    const permute = createIndexPermutation(numbered.count, rng.int(2 ** 32));
    return { count: numbered.count, at: (index) => numbered.at(permute(index)) };
  }
  return {
    count: Infinity,
    at(index) {
      rng.seek(index * stride);
      return sample(rng);
    },
  };
}

/** What a scan reads of a space. */
type ScannedSpace = Pick<SearchSpace, 'id' | 'build' | 'canonical' | 'canonicalKey' | 'cost' | 'topology' | 'noTopology'>;

/** The genotypes of a scan in turn, and the space that says what each is. */
export interface ScannedDraws {
  readonly count: number;
  /** The space of what `at` returns. */
  readonly space: SearchSpace;
  /** @param index rises by one from call to call within a block. @param left how many of the block come from here on, this one included. */
  at(index: number, left: number): unknown;
}

/**
 * The genotypes that `createDraws` draws. Where the space draws many at once, the place among them stands for each genotype, and the returned
 * space says of a place what the space says of its genotype.
 * @param readsGenotypes whether anything but this space reads them.
 */
export function createScannedDraws(
  space: SearchSpace,
  { seed, purpose, readsGenotypes }: { readonly seed: number; readonly purpose: string; readonly readsGenotypes: boolean },
): ScannedDraws {
  const draws = createDraws(space, seed, purpose);
  const many = draws.count === Infinity && !readsGenotypes ? space.drawMany?.({ key: keyOf(seed, purpose), stride }) : undefined;
  if (many === undefined) return { count: draws.count, space, at: draws.at };
  const ofPlaces: ScannedSpace = {
    id: space.id,
    build: (place) => space.build(many.genotype(place as number)),
    canonical: (place) => space.canonical(many.genotype(place as number)),
    canonicalKey: (place, key) => many.writeKey(place as number, key),
    cost: (place) => many.cost(place as number),
    topology: (place) => many.topology(place as number),
  };
  let first = 0;
  let end = 0;
  return {
    count: Infinity,
    space: { ...space, ...ofPlaces },
    at(index, left) {
      if (index < first || index >= end) {
        first = index;
        end = index + Math.min(left, many.most);
        many.draw(first, end - first);
      }
      return index - first;
    },
  };
}
