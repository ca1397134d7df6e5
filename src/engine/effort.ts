/** When other threads pay off: how expensive work is, and how much of it starts a pool, a worker or scanners. */
import type { Architecture } from '../arch/types.js';
import { createRng } from '../core/rng.js';
import { isMeasured, traitsOf } from '../evidence/levels.js';
import type { EvidenceRequest } from '../evidence/types.js';
import type { SearchSpace } from '../spaces/types.js';

/** How expensive work is. */
export type Effort = 'cheap' | 'built' | 'oneChannel' | 'wholeNetwork' | 'measured';

/** Fewer jobs than this finish before a pool has started. A forward pass with random weights takes about as long as the start of a pool; networks that are only built start in this thread (`growing-runner`). */
export const worthAPool = { cheap: Infinity, built: 2000, oneChannel: 50, wholeNetwork: 4, measured: Infinity } as const;

/** Fewer jobs than this are done here before a message has come and gone. Measured networks run on this machine only. */
export const worthSending = { cheap: Infinity, built: 2000, oneChannel: 1, wholeNetwork: 1, measured: Infinity } as const;

/**
 * Multiply-accumulates of a batch beyond which a single network would block progress and Ctrl-C in this thread for a second or
 * more: it runs in a worker, even if there are few.
 */
export const worthAWorker = {
  cheap: Infinity,
  built: Infinity,
  oneChannel: 5e11,
  wholeNetwork: 3e10,
  measured: Infinity,
} as const;

/** Whether a network takes milliseconds, so that this thread can work on some and yet show progress. */
export const isShort = { cheap: true, built: true, oneChannel: true, wholeNetwork: false, measured: false } as const;

/** Fewer genotypes than this are scanned before a worker has started. */
export const worthScanners = { counted: 20_000, built: 200 } as const;

/** The most expensive work among the requests of proxies. */
export function effortOf(requests: readonly EvidenceRequest[]): Effort {
  // Timed networks run alone.
  if (requests.some(isMeasured)) return 'measured';
  const runs = new Set(requests.map((request) => traitsOf(request).runs));
  if (runs.has('network')) return 'wholeNetwork';
  if (runs.has('one-channel')) return 'oneChannel';
  return requests.some((request) => traitsOf(request).builds) ? 'built' : 'cheap';
}

/** A few networks of a space, to estimate how large they are. @param count how many. */
export function typicalNetworks(space: SearchSpace | undefined, count = 8): Architecture[] {
  if (space === undefined) return [];
  const rng = createRng(0, 'typical networks');
  try {
    return Array.from({ length: count }, () => space.build(space.sample(rng)));
  } catch {
    // A space that cannot build is reported when its candidates are built.
    return [];
  }
}
