import type { ActivationsRequest, Pass, Reading } from '../runtime/passes/types.js';

/** The request for one reading of a pass. */
export function readingOf(pass: Pass, reading: Reading): ActivationsRequest {
  return { kind: 'activations', ...pass, reading };
}
