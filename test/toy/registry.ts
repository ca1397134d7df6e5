/** The toy registry for tests, which run from src. */
import { dataError } from '../../src/core/errors.js';
import { createToyRegistry } from './toy-registry.mjs';

export const toyRegistry = createToyRegistry({ dataError });
/** The same for workers: see `registry.mjs`. */
export const toyRegistryModule = new URL('./registry.mjs', import.meta.url).href;
