import { evolution } from './evolution.js';
import { exhaustive } from './exhaustive.js';
import { genetic } from './genetic.js';
import { localSearch } from './local-search.js';
import { nsga2 } from './nsga2.js';
import { prune } from './prune.js';
import { random } from './random.js';
import { shortlist } from './shortlist.js';
import type { SearcherDefinition } from './types.js';
import { zenEvolution } from './zen-evolution.js';

/** Every searcher. A new one adds its line here. */
export const searchers: readonly SearcherDefinition[] = [
  exhaustive,
  random,
  shortlist,
  evolution,
  zenEvolution,
  genetic,
  nsga2,
  localSearch,
  prune,
];
