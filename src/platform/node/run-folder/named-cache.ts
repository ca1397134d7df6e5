import { parameter, usageError } from '../../../core/errors.js';
import type { ScoreCache } from '../../../search/cache/score-cache.js';
import { isServerAddress, openSharedCache } from '../queue/shared-cache.js';
import { openScoreCache } from './score-cache-file.js';

/** @throws a usage error for scores of several engines in a cache whose key names one. */
export function refuseMixedCache(mixEngines: boolean | undefined, cache: unknown): void {
  if (mixEngines !== true || cache === undefined) return;
  throw usageError(parameter('mixEngines'), {
    expected: 'a run without a cache',
    got: 'one with a cache',
    hint: 'scores are saved there as those of one engine',
    code: 'mismatch',
  });
}

/** The cache of a folder, or of an address. @throws a usage error for a folder that cannot be made, or an address that is none. */
export function openNamedCache(place: string, onNotice?: (line: string) => void): ScoreCache {
  return isServerAddress(place) ? openSharedCache(place, { onNotice }) : openScoreCache(place);
}
