import type { Table } from '../../../benchmarks/table.js';
import type { SpaceGiven } from '../../../engine/values.js';
import {
  simulateSearches as simulatePure,
  type SimulationRequest,
  type SimulationResult,
} from '../../../search/simulate/simulate-searches.js';
import { checkParameter, checkRequest, requestSchema } from '../../../core/schema/check-request.js';
import { spaceField, workersField } from '../../../engine/request-fields.js';
import { simulationColumns, simulationOptional } from '../../../search/simulate/request.js';
import { tableOf } from './cost-files.js';
import { createNodeHost } from './host.js';
import { tableOrPath } from './path-fields.js';

/** A simulation on this machine: the table may be named by its path. */
export interface NodeSimulationRequest extends Omit<SimulationRequest, 'table'> {
  /** Parquet, or CSV with a header, plain or gzip. */
  readonly table: string | Table;
  /** Worker threads for the guiding proxies; none by default. */
  readonly workers?: number;
}

const schema = requestSchema<NodeSimulationRequest>(
  { ...simulationColumns, table: tableOrPath },
  { ...simulationOptional, workers: workersField },
);

/**
 * Replays searches on a table of trained accuracies.
 * @param given the space of the table.
 * @param asked the table, its columns, and searches.
 * @throws usage errors for the request, data errors for a table that cannot be read or does not fit the space.
 */
export async function simulateSearches(given: SpaceGiven, asked: NodeSimulationRequest): Promise<SimulationResult> {
  checkParameter('space', spaceField, given);
  checkRequest('simulateSearches', schema, asked);
  const { table, workers = 0, ...request } = asked;
  return simulatePure(given, { ...request, table: await tableOf(table) }, createNodeHost({ workers }));
}
