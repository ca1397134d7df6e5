import { countCost, type Cost } from '../../arch/cost.js';
import type { Architecture } from '../../arch/types.js';
import type { SearchSpace } from '../../spaces/types.js';
import type { GoodItem } from './types.js';

/** Params and MACs of what is scored: the closed form of its space where there is one. */
export function costOf({ candidate, known }: GoodItem): Cost {
  return known?.cost() ?? countCost(candidate as Architecture);
}

/** The network of what is scored, built by the space of a string. */
export function architectureOf({ candidate, known }: GoodItem, space: SearchSpace | undefined): Architecture {
  return typeof candidate === 'string' ? (space as SearchSpace).build(known?.genotype) : candidate;
}
