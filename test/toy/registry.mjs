/** The toy registry for worker threads and child processes, which run the built files. */
import { dataError } from '../../dist/core/errors.js';
import { createToyRegistry } from './toy-registry.mjs';

export const registry = createToyRegistry({ dataError });
