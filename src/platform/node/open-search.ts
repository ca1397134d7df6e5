import { createHash } from 'node:crypto';
import type { Table } from '../../benchmarks/table.js';
import type { LatencyTable } from '../../runtime/latency/latency-table.js';
import type { ScoreCache } from '../../search/cache/score-cache.js';
import { openSearch as openPureSearch, type SearchRequest, type SearchSession } from '../../search/open-search.js';
import { latencyTableOf, tableOf } from './cost-files.js';
import { readBytes } from './files.js';
import { checkRequest, requestSchema } from '../../core/schema/check-request.js';
import { text } from '../../core/schema/fields.js';
import { workersField } from '../../engine/request-fields.js';
import { cacheField, searchOptional, searchRequired } from '../../search/request.js';
import { createNodeHost } from './host.js';
import { latencyTableOrPath, orPath, tableOrPath } from './path-fields.js';
import { journalInFolder } from './journal-file.js';
import { openScoreCache } from './score-cache-file.js';

/** A search on this machine: tables, latency tables and caches may be named by their paths. */
export interface NodeSearchRequest extends Omit<SearchRequest, 'table' | 'costs' | 'latencyTable' | 'cache' | 'costDigests'> {
  /** Accuracies to compare with: Parquet, or CSV, plain or gzip. */
  readonly table?: string | Table;
  readonly costs?: string | Table;
  /** What `assay latency` wrote. */
  readonly latencyTable?: string | LatencyTable;
  /** A folder that other runs may use too. */
  readonly cache?: string | ScoreCache;
  /** The folder of the run, for its journal; instead of `journal`. */
  readonly folder?: string;
  /** Worker threads; 0 runs everything in this thread; by default, one for each core. */
  readonly workers?: number;
}

const { costDigests: _, ...shared } = searchOptional;
const schema = requestSchema<NodeSearchRequest>(searchRequired, {
  ...shared,
  table: tableOrPath,
  costs: tableOrPath,
  latencyTable: latencyTableOrPath,
  cache: orPath(cacheField, 'a folder, or a score cache'),
  folder: text,
  workers: workersField,
});

/**
 * Opens a search on this machine: everything is checked, nothing is scored yet.
 * @throws usage errors for everything in the request that cannot be done, data errors for files that are missing or damaged.
 */
export async function openSearch(given: NodeSearchRequest): Promise<SearchSession> {
  checkRequest('openSearch', schema, given);
  const { table, costs, latencyTable, cache, folder, workers, ...request } = given;
  const costDigests = [costs, latencyTable].flatMap((one) => (typeof one === 'string' ? [digestOf(one)] : []));
  const journal = request.journal ?? (folder === undefined ? undefined : journalInFolder(folder));
  return openPureSearch(
    {
      ...request,
      ...(table === undefined ? {} : { table: await tableOf(table) }),
      ...(costs === undefined ? {} : { costs: await tableOf(costs) }),
      ...(latencyTable === undefined ? {} : { latencyTable: await latencyTableOf(latencyTable) }),
      ...(cache === undefined ? {} : { cache: typeof cache === 'string' ? openScoreCache(cache) : cache }),
      ...(journal === undefined ? {} : { journal }),
      ...(costDigests.length === 0 ? {} : { costDigests }),
    },
    createNodeHost(workers === undefined ? {} : { workers }),
  );
}

function digestOf(path: string): string {
  return `sha256 ${createHash('sha256').update(readBytes(path, path)).digest('hex').slice(0, 16)}`;
}
