import type { PassRequest, Pass, Reading } from '../runtime/passes/types.js';

/** The request for one reading of a pass. */
export function readingOf(pass: Pass, reading: Reading): PassRequest {
  return { kind: 'pass', ...pass, reading };
}
