import type { SearchSpace, SpaceDefaults } from '../types.js';
import { canonicalNasnet } from './canonical.js';
import type { NasnetGenotype, NasnetRules } from './genotype.js';
import { crossNasnet, neighborsNasnet, relabelNasnet, sampleNasnet } from './moves.js';
import { buildNasnet, costNasnet, type NasnetNetwork } from './network.js';
import { nasnetTopology } from './topology.js';

export interface NasnetSpace {
  readonly id: string;
  readonly rules: NasnetRules;
  readonly network: NasnetNetwork;
  readonly defaults: SpaceDefaults;
  encode(genotype: NasnetGenotype): string;
  decode(text: string): NasnetGenotype;
}

/** A space of NASNet-like cells in one network. Width and depth of the genotype, where it has them, take the place of the network's. */
export function createNasnetSpace({ id, rules, network, defaults, encode, decode }: NasnetSpace): SearchSpace<NasnetGenotype> {
  const networkOf = ({ width = network.C, depth = network.L }: NasnetGenotype): NasnetNetwork => ({ ...network, C: width, L: depth });
  return {
    id,
    sample: (rng) => sampleNasnet(rules, rng),
    mutate: (genotype, rng) => rng.pick(neighborsNasnet(genotype, rules)),
    neighbors: (genotype) => neighborsNasnet(genotype, rules),
    crossover: crossNasnet,
    relabel: relabelNasnet,
    encode,
    decode,
    canonical: (genotype) => encode(canonicalNasnet(genotype)),
    build: (genotype) => buildNasnet(genotype, rules.output, networkOf(genotype), `${id} ${encode(genotype)}`),
    topology: (genotype) => nasnetTopology(genotype, rules.output, networkOf(genotype).L),
    cost: (genotype) => costNasnet(genotype, rules.output, networkOf(genotype)),
    defaults,
  };
}
