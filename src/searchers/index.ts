import { exhaustive } from './exhaustive.js';
import { random } from './random.js';
import type { SearcherDefinition } from './types.js';

/** Every searcher. A new one adds its line here. */
export const searchers: readonly SearcherDefinition[] = [exhaustive, random];
