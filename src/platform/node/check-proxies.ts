import type { Table } from '../../benchmarks/table.js';
import type { SpaceGiven } from '../../engine/values.js';
import { checkProxies as checkPureProxies, type CheckRequest, type CheckResult } from '../../known/check-proxies.js';
import type { ScoringHooks } from '../../search/scoring/open-scoring.js';
import { createNodeHost } from './host.js';
import { knownSource, knownTable } from './known-source.js';

/** A check on this machine. */
export interface NodeCheckRequest extends Omit<CheckRequest, 'space' | 'models' | 'known'> {
  /** The list of networks and accuracies, or its path: CSV with a header or Parquet. */
  readonly known: string | Table;
  /** Worker threads; 0 runs everything in this thread; left out, one a core. */
  readonly workers?: number;
}

/**
 * Compares proxies with a few known accuracies.
 * @param given a space, or a folder of models, which the list then names by their files.
 * @throws usage errors for the request, data errors for a list that cannot be read or says nothing.
 */
export async function checkProxies(
  given: SpaceGiven,
  { known, workers, ...request }: NodeCheckRequest,
  hooks: Pick<ScoringHooks, 'onProgress' | 'signal'> = {},
): Promise<CheckResult> {
  const host = createNodeHost(workers === undefined ? {} : { workers });
  return checkPureProxies({ ...request, ...(await knownSource(given)), known: await knownTable(known) }, hooks, host);
}
