/** When other threads pay: how dear work is, and from how much of it on a pool, a worker or scanners are started. */
import type { Architecture } from '../arch/types.js';
import { createRng } from '../core/rng.js';
import { isMeasured, traitsOf } from '../evidence/levels.js';
import type { EvidenceRequest } from '../evidence/types.js';
import type { SearchSpace } from '../spaces/types.js';

/** How dear work is. */
export type Effort = 'cheap' | 'oneChannel' | 'wholeNetwork' | 'measured';

/** Fewer jobs than this are done before a pool has started. A forward pass with random weights takes about as long as a pool to start. */
export const worthAPool = { cheap: Infinity, oneChannel: 50, wholeNetwork: 4, measured: Infinity } as const;

/**
 * Multiply-accumulates of a batch beyond which one network alone would keep this thread from drawing progress and hearing Ctrl-C for a second or
 * more: it runs in a worker, however few there are.
 */
export const worthAWorker = { cheap: Infinity, oneChannel: 5e11, wholeNetwork: 3e10, measured: Infinity } as const;

/** Fewer genotypes than this are scanned before a worker has started. */
export const worthScanners = { counted: 20_000, built: 200 } as const;

/** The dearest work among what proxies ask for. */
export function effortOf(requests: readonly EvidenceRequest[]): Effort {
  // What is timed runs alone.
  if (requests.some(isMeasured)) return 'measured';
  const runs = new Set(requests.map((request) => traitsOf(request).runs));
  return runs.has('network') ? 'wholeNetwork' : runs.has('one-channel') ? 'oneChannel' : 'cheap';
}

/** A few networks of a space, to tell how large they are. */
export function typicalNetworks(space: SearchSpace | undefined): Architecture[] {
  if (space === undefined) return [];
  const rng = createRng(0, 'typical networks');
  try {
    return Array.from({ length: 8 }, () => space.build(space.sample(rng)));
  } catch {
    // A space that cannot build is reported where its candidates are built.
    return [];
  }
}
