import { AssayError } from '../core/errors.js';

/** The message of a data error; every other error is rethrown. */
export function dataReason(error: unknown): string {
  if (error instanceof AssayError && error.kind === 'data') return error.message;
  // No estimate foresaw this size: a failed allocation is the reason of one network, never the end of the run.
  if (error instanceof RangeError && /array length|allocation failed|memory|array size/i.test(error.message))
    return `expected memory for the network, got none (${error.message})`;
  throw error;
}
