/** What can be counted of an architecture without running it: the names of limits, and of objectives besides the scores. */
import { countCost, type Cost } from '../../arch/cost.js';
import { countDepth } from '../../arch/depth.js';
import { peakActivationBytes } from '../../arch/memory/file-order-peak.js';
import type { Architecture } from '../../arch/types.js';
import type { SearchSpace } from '../../spaces/types.js';

/** One of three says it: the space's cost, the built architecture, or the genotype itself, which is looked up somewhere. */
export interface Quantity {
  readonly id: string;
  readonly title: string;
  /** Where it is a part of the cost, which spaces know without building. */
  readonly ofCost?: (cost: Cost) => number;
  readonly ofArchitecture?: (architecture: Architecture) => number;
  /** NaN where it is not known. */
  readonly ofGenotype?: (genotype: unknown) => number;
}

/** What can be counted of every architecture. */
export const quantities: readonly Quantity[] = [
  {
    id: 'params',
    title: 'learned numbers',
    ofCost: ({ params }) => params,
    ofArchitecture: (architecture) => countCost(architecture).params,
  },
  {
    id: 'macs',
    title: 'multiply-accumulates of one sample',
    ofCost: ({ macs }) => macs,
    ofArchitecture: (architecture) => countCost(architecture).macs,
  },
  { id: 'depth', title: 'layers with weights on the longest path', ofArchitecture: countDepth },
  {
    id: 'peakBytes',
    title: 'bytes of activations at the fullest moment, one sample in float32',
    ofArchitecture: peakActivationBytes,
  },
];

export const quantityIds: readonly string[] = quantities.map(({ id }) => id);

/** The quantities of these ids. */
export function pickQuantities(ids: readonly string[], known: readonly Quantity[]): Quantity[] {
  return ids.map((id) => {
    const own = known.find((quantity) => quantity.id === id);
    if (own === undefined) throw new Error(`quantity "${id}" is not known here`);
    return own;
  });
}

/** Writes the values of the chosen quantities of one genotype into `values`; those that need no building first. */
export interface QuantityReader {
  /** Fills in what the space's closed form gives, NaN for the rest; false where there is no rest. */
  fillCounted(genotype: unknown, values: Float64Array): boolean;
  /** Builds the architecture and fills in the rest. */
  fillBuilt(genotype: unknown, values: Float64Array): void;
}

/** @param chosen what to measure, in the order of the values. */
export function createQuantityReader(space: SearchSpace, chosen: readonly Quantity[]): QuantityReader {
  const counted = chosen.map(({ ofCost }) => (space.cost === undefined ? undefined : ofCost));
  const built = chosen.map(({ ofArchitecture, ofGenotype }, i) =>
    counted[i] === undefined && ofGenotype === undefined ? ofArchitecture : undefined,
  );
  const needsCost = counted.some((ofCost) => ofCost !== undefined);
  const needsBuild = built.some((ofArchitecture) => ofArchitecture !== undefined);
  return {
    fillCounted(genotype, values) {
      const cost = needsCost ? (space.cost as (genotype: unknown) => Cost)(genotype) : undefined;
      for (let i = 0; i < chosen.length; i++) values[i] = counted[i]?.(cost as Cost) ?? chosen[i].ofGenotype?.(genotype) ?? NaN;
      return needsBuild;
    },
    fillBuilt(genotype, values) {
      const architecture = space.build(genotype);
      for (let i = 0; i < chosen.length; i++) {
        const own = built[i];
        if (own !== undefined) values[i] = own(architecture);
      }
    },
  };
}
