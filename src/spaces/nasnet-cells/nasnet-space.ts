import { decodeTextOnly } from '../text/decode-text-only.js';
import type { SearchSpace, SpaceProperties } from '../types.js';
import type { Topology } from '../../arch/topology.js';
import { createDrawMany } from './draw/draw-many.js';
import { writeNasnetKey } from './canonical-key.js';
import { canonicalNasnet } from './canonical.js';
import { isSampledNasnet } from './check.js';
import type { NasnetGenotype, NasnetRules } from './genotype.js';
import { crossNasnet, mutateNasnet, neighborsNasnet, placesNasnet, relabelNasnet, sampleNasnet } from './moves.js';
import { buildNasnet, costNasnet, createTermCosts, type NasnetNetwork } from './network.js';
import { nasnetTopology } from './topology.js';

interface NasnetSpace {
  readonly id: string;
  readonly rules: NasnetRules;
  readonly network: NasnetNetwork;
  readonly properties?: SpaceProperties;
  encode(genotype: NasnetGenotype): string;
  decode(text: string): NasnetGenotype;
}

/** A space of NASNet-like cells in one network. Width and depth of the genotype, if it has them, replace those of the network. */
export function createNasnetSpace({ id, rules, network, properties, encode, decode }: NasnetSpace): SearchSpace<NasnetGenotype> {
  const networkOf = ({ width = network.C, depth = network.L, aux }: NasnetGenotype): NasnetNetwork => ({
    ...network,
    aux: aux === true || network.aux === true,
    C: width,
    L: depth,
  });
  /** Sampled genotypes share one network; only the terms of their cells differ. */
  const isFixed = rules.output === 'all' && rules.widths === undefined && rules.depths === undefined;
  const termCosts = createTermCosts(network);
  const terms = 2 * rules.nodes;
  const isUsual = ({ normal, reduce, normalConcat, reduceConcat }: NasnetGenotype): boolean =>
    normal.length === terms && reduce.length === terms && normalConcat === undefined && reduceConcat === undefined;
  const topology = (genotype: NasnetGenotype): Topology => nasnetTopology(genotype, rules.output, genotype.depth ?? network.L);
  return {
    id,
    ...(properties === undefined ? {} : { properties }),
    sample: (rng) => sampleNasnet(rules, rng),
    mutate: (genotype, rng) => mutateNasnet(genotype, rules, rng),
    neighbors: (genotype) => neighborsNasnet(genotype, rules),
    places: (genotype) => placesNasnet(genotype, rules),
    crossover: (a, b, rng) => crossNasnet(a, b, rules.output, rng),
    relabel: (genotype, rng) => relabelNasnet(genotype, rules.output, rng),
    encode,
    decode: decodeTextOnly(decode),
    isSampled: (genotype) => isSampledNasnet(genotype, rules),
    canonicalKey: writeNasnetKey,
    canonical: (genotype) => encode(canonicalNasnet(genotype, rules.output)),
    build: (genotype) => buildNasnet(genotype, rules.output, networkOf(genotype), `${id} ${encode(genotype)}`),
    topology,
    ...(isFixed ? { drawMany: (stream) => createDrawMany({ rules, costs: termCosts, topology }, stream) } : {}),
    cost: (genotype) =>
      isFixed && isUsual(genotype) ? termCosts.of(genotype) : costNasnet(genotype, rules.output, networkOf(genotype)),
  };
}
