import { countCost, type Cost } from '../arch/cost.js';
import type { Topology } from '../arch/topology.js';
import type { SearchSpace } from '../spaces/types.js';
import type { KnownGenotype } from './types.js';

/** Keeps what is computed from a genotype. */
export function knownGenotype(space: SearchSpace, genotype: unknown): KnownGenotype {
  let canonical: string | undefined;
  let topology: Topology | undefined;
  let cost: Cost | undefined;
  return {
    genotype,
    canonical: () => (canonical ??= space.canonical(genotype)),
    topology: () => (topology ??= space.topology?.(genotype)),
    cost: (build) => (cost ??= space.cost?.(genotype) ?? countCost(build?.() ?? space.build(genotype))),
  };
}

/** A published string, read once. @throws a data error saying where the string is malformed. */
export function readGenotype(space: SearchSpace, text: string): KnownGenotype {
  return knownGenotype(space, space.decode(text));
}
