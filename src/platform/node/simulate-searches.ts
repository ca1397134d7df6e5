import type { Table } from '../../benchmarks/table.js';
import type { SpaceGiven } from '../../engine/values.js';
import {
  simulateSearches as simulatePure,
  type SimulationRequest,
  type SimulationResult,
} from '../../search/simulate/simulate-searches.js';
import { tableOf } from './cost-files.js';
import { createNodeHost } from './host.js';

/** A simulation on this machine: the table may be named by its path. */
export interface NodeSimulationRequest extends Omit<SimulationRequest, 'table'> {
  /** Parquet, or CSV with a header, plain or gzip. */
  readonly table: string | Table;
  /** Worker threads for the guiding proxies; left out, none. */
  readonly workers?: number;
}

/**
 * Replays searches on a table of trained accuracies.
 * @throws usage errors for the request, data errors for a table that cannot be read or does not suit the space.
 */
export async function simulateSearches(
  given: SpaceGiven,
  { table, workers = 0, ...request }: NodeSimulationRequest,
): Promise<SimulationResult> {
  return simulatePure(given, { ...request, table: await tableOf(table) }, createNodeHost({ workers }));
}
