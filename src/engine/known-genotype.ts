import { countCost, type Cost } from '../arch/cost.js';
import type { Topology } from '../arch/topology.js';
import type { Architecture } from '../arch/types.js';
import type { SearchSpace } from '../spaces/types.js';
import type { KnownGenotype } from './types.js';

/** Keeps what is computed from a genotype. A class, because there may be hundreds of thousands: methods of a prototype take no memory of each. */
class Known implements KnownGenotype {
  readonly genotype: unknown;
  readonly #space: SearchSpace;
  #form: string | undefined = undefined;
  #cost: Cost | undefined = undefined;

  constructor(space: SearchSpace, genotype: unknown, cost: Cost | undefined) {
    this.#space = space;
    this.genotype = genotype;
    this.#cost = cost;
  }

  canonical(): string {
    return (this.#form ??= this.#space.canonical(this.genotype));
  }

  topology(): Topology | undefined {
    return this.#space.topology?.(this.genotype);
  }

  cost(build?: () => Architecture): Cost {
    return (this.#cost ??= this.#space.cost?.(this.genotype) ?? countCost(build?.() ?? this.#space.build(this.genotype)));
  }
}

/** Keeps what is computed from a genotype, but not its topology: a search keeps thousands, and few are drawn. @param cost if it is known. */
export function knownGenotype(space: SearchSpace, genotype: unknown, cost?: Cost): KnownGenotype {
  return new Known(space, genotype, cost);
}

/**
 * A published string, read once.
 * @throws a data error saying where the string is malformed.
 */
export function readGenotype(space: SearchSpace, text: string): KnownGenotype {
  return knownGenotype(space, space.decode(text));
}
