import type { AssayError, Expectation } from '../../src/core/errors.js';
import type { Registry } from '../../src/engine/types.js';

export function createToyRegistry(options: { dataError: (where: string, expectation: Expectation) => AssayError }): Registry;
