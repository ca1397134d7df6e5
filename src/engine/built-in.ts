import { proxies } from '../proxies/index.js';
import { openSpace } from '../spaces/index.js';
import type { Registry } from './types.js';

/** The spaces and proxies that come with Assay. */
export const registry: Registry = { openSpace, proxies };
