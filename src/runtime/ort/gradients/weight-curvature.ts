import type { ForwardJob, Reading, ReadingOutcome } from '../../passes/types.js';
import type { OrtEngine } from '../types.js';

export async function weightCurvature(_engine: OrtEngine, _job: ForwardJob, _reading: Reading): Promise<ReadingOutcome> {
  return Promise.resolve({ ok: false, reason: 'not yet' });
}
