import { countCost, type Cost } from '../../arch/cost.js';
import type { Architecture } from '../../arch/types.js';
import type { SearchSpace } from '../../spaces/types.js';
import type { GoodItem } from './types.js';

/** Params and MACs of an item: by the formula of its space if there is one. */
export function costOf({ candidate, known }: GoodItem): Cost {
  return known?.cost() ?? countCost(candidate as Architecture);
}

/** The network of an item; for a string, its space builds it. */
export function architectureOf({ candidate, known }: GoodItem, space: SearchSpace | undefined): Architecture {
  return typeof candidate === 'string' ? (space as SearchSpace).build(known?.genotype) : candidate;
}
