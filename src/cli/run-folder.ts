import { join } from 'node:path';
import { usageError } from '../core/errors.js';
import type { SearchCommandOptions } from './search.js';

/** Where a run is kept: named, resumed, or a new folder under `runs`. */
export function runFolder(
  spaceId: string,
  { out, resume }: Pick<SearchCommandOptions, 'out' | 'resume'>,
): { readonly folder: string; readonly mode: 'start' | 'resume' } {
  if (typeof resume === 'string' && out !== undefined && out !== resume)
    throw usageError('--resume', { expected: 'one folder', got: `${resume} and --out ${out}`, code: 'mismatch' });
  const named = typeof resume === 'string' ? resume : out;
  if (resume !== undefined && named === undefined)
    throw usageError('--resume', {
      expected: 'the folder of the run',
      got: 'none',
      hint: '--resume DIR, or --out DIR --resume',
      code: 'missing',
    });
  const stamp = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return { folder: named ?? join('runs', `${spaceId}-${stamp}`), mode: resume === undefined ? 'start' : 'resume' };
}
