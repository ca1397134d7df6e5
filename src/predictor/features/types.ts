/** What a network looks like to a predictor: named numbers, NaN where one does not exist. */
import type { Topology } from '../../arch/topology.js';
import type { Architecture } from '../../arch/types.js';
import type { Score } from '../../proxies/types.js';
import type { CellVocabulary } from './cell-features.js';

/** A network to describe; each view is made when it is asked for. */
export interface NetworkView {
  /** Undefined where there are no cells. */
  topology(): Topology | undefined;
  architecture(): Architecture;
  /** Of a proxy that the recipe names, by its text. */
  score(proxy: string): Score;
}

/** Which features are taken, as JSON. */
export interface FeatureRecipe {
  /** Operators that cells may hold; empty where cells do not vary. */
  readonly cells: readonly CellVocabulary[];
  /** Groups whose params and MACs are features, by id; empty where cells vary instead. */
  readonly blocks: readonly string[];
  /** Proxies whose scores are features, with the names of the terms they add up. */
  readonly scores: readonly { readonly proxy: string; readonly parts: readonly string[] }[];
}
