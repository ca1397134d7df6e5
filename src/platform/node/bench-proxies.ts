import { benchProxies as benchPureProxies, type BenchRequest, type BenchResult } from '../../benchmarks/bench-proxies.js';
import { benchOptional } from '../../benchmarks/bench-request.js';
import { targetColumns } from '../../benchmarks/bench-target.js';
import { recognizeTable } from '../../benchmarks/table-formats.js';
import type { Table } from '../../benchmarks/table.js';
import { openGivenSpace, type SpaceGiven } from '../../engine/values.js';
import { checkParameter, checkRequest, requestSchema } from '../../core/schema/check-request.js';
import { spaceField, workersField } from '../../engine/request-fields.js';
import { createNodeHost } from './host.js';
import { tableOrPath } from './path-fields.js';
import { readTable } from './read-table.js';

/** A bench on this machine: the table may be named by its path. */
export interface NodeBenchRequest extends Omit<BenchRequest, 'table'> {
  /** Parquet, or CSV with a header, plain or gzip. */
  readonly table: string | Table;
  /** Worker threads; 0 runs everything in this thread; by default, one for each core. */
  readonly workers?: number;
}

const schema = requestSchema<NodeBenchRequest>({ table: tableOrPath }, { ...benchOptional, workers: workersField });

/**
 * Scores the architectures of a table and correlates the scores with its accuracies. Only the compared columns of a file are read.
 * @param given the space of the table.
 * @param request the table, and what to compare with what.
 * @throws usage errors for the request, data errors for a table that cannot be read or does not fit the space.
 */
export async function benchProxies(given: SpaceGiven, request: NodeBenchRequest): Promise<BenchResult> {
  checkParameter('space', spaceField, given);
  checkRequest('benchProxies', schema, request);
  const { table, workers, ...rest } = request;
  const host = createNodeHost(workers === undefined ? {} : { workers });
  if (typeof table !== 'string') return benchPureProxies(given, { ...rest, table }, host);
  const { space } = await openGivenSpace(given, host);
  const read = await readTable(table, (header) => {
    const known = recognizeTable(header, space.id);
    return [known.architecture, ...targetColumns(header, known, request.targets)];
  });
  return benchPureProxies(given, { ...rest, table: read }, host);
}
