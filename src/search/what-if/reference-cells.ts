/** The cells that stand for a space: all of them in a shuffled order where it is small, otherwise a random sample, the same for everybody. */
import { createRng, type Rng } from '../../core/rng.js';
import type { SearchSpace } from '../../spaces/types.js';

/** Spaces up to this size are compared with all their cells. */
const wholeSpace = 20_000;

export interface ReferenceCells {
  readonly count: number;
  /** Every cell of the space is among them. */
  readonly isAll: boolean;
  texts(): Iterable<string>;
}

/** @param sampled how many cells stand for a large space. */
export function referenceCells(space: SearchSpace, sampled: number): ReferenceCells {
  const { size, enumerate } = space;
  const openRng = (): Rng => createRng(0, 'reference cells');
  if (enumerate !== undefined && size !== undefined && size <= wholeSpace)
    return {
      count: size,
      isAll: true,
      texts: () =>
        openRng()
          .shuffle([...enumerate.call(space)])
          .map((genotype) => space.encode(genotype)),
    };
  return {
    count: sampled,
    isAll: false,
    *texts() {
      const rng = openRng();
      for (let i = 0; i < sampled; i++) yield space.encode(space.sample(rng));
    },
  };
}
