import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Table } from '../../../benchmarks/table.js';
import type { Device } from '../../../arch/memory/devices.js';
import type { LatencyTable } from '../../../runtime/latency/latency-table.js';
import type { ScoreCache } from '../../../search/cache/score-cache.js';
import { openSearch as openPureSearch, type SearchRequest, type SearchSession } from '../../../search/open-search.js';
import { deviceOf, latencyTableOf, tableOf } from './cost-files.js';
import { readBytes } from '../files/files.js';
import { parameter, usageError } from '../../../core/errors.js';
import type { Host } from '../../../engine/host.js';
import { checkShardRequest } from '../../../search/shard/check-shard.js';
import { requestRecord } from '../../../search/shard/request-record.js';
import { checkRequest, requestSchema } from '../../../core/schema/check-request.js';
import { either, number, text } from '../../../core/schema/fields.js';
import { cacheField, searchOptional, searchRequired, trainerField } from '../../../search/request.js';
import { createNodeHost, hostFields, type HostRequest, type NodeHostOptions } from './host.js';
import { hostOptions } from './host-options.js';
import { deviceOrName, latencyTableOrPath, orPath, tableOrPath } from './path-fields.js';
import { defaultTrainer } from '../training/command-trainer.js';
import { writeForms } from '../run-folder/part-forms.js';
import { openTrainer } from '../training/open-trainer.js';
import { journalInFolder } from '../run-folder/journal-file.js';
import { openNamedCache, refuseMixedCache } from '../run-folder/named-cache.js';

/** A search on this machine: tables, latency tables and caches may be named by their paths. */
export interface NodeSearchRequest
  extends
    Omit<SearchRequest, 'table' | 'costs' | 'latencyTable' | 'chip' | 'cache' | 'costDigests' | 'trainer' | 'asked'>,
    HostRequest {
  /**
   * Who trains the best: `assay:epochs=3:lr=0.05` (the default) trains here, `table:accuracy=COLUMN` looks them up in `table`, anything else is a
   * program that gets the folder of a network (docs/training.md).
   */
  readonly trainer?: string | SearchRequest['trainer'];
  /** Images to train on, for `assay`: a folder, cifar10:DIR, cifar10:FILE, folder:DIR; left out, `data` where it is one. */
  readonly trainData?: string;
  /** Images to validate with, or a share of them. */
  readonly trainValidation?: string | number;
  /** Accuracies to compare with: Parquet, or CSV, plain or gzip. */
  readonly table?: string | Table;
  readonly costs?: string | Table;
  /** What `assay latency` wrote. */
  readonly latencyTable?: string | LatencyTable;
  /** The small device that `fits` means in limits and objectives: an id, the path of a file, or the device. */
  readonly chip?: string | Device;
  /** A folder that other runs may use too, or a server of several people: `redis://host:6379`, `postgres://host/database`. */
  readonly cache?: string | ScoreCache;
  /** The folder of the run, for its journal; instead of `journal`. */
  readonly folder?: string;
}

const { costDigests: _, asked: __, ...shared } = searchOptional;
const schema = requestSchema<NodeSearchRequest>(searchRequired, {
  ...shared,
  table: tableOrPath,
  costs: tableOrPath,
  latencyTable: latencyTableOrPath,
  chip: deviceOrName,
  cache: orPath(cacheField, 'a folder, an address, or a score cache'),
  trainer: orPath(trainerField, 'assay:epochs=3, table, a program, or a trainer'),
  trainData: text,
  trainValidation: either('a source of images, or a share', text, number),
  folder: text,
  ...hostFields,
});

/**
 * Opens a search on this machine: everything is checked, nothing is scored yet.
 * @param given what to search and how; only the space must be given.
 * @returns a session: `run` it once, or `close` it.
 * @throws usage errors for everything in the request that cannot be done, data errors for files that are missing or damaged.
 */
export async function openSearch(given: NodeSearchRequest): Promise<SearchSession> {
  return openSearchOn(given, (options) => createNodeHost(options));
}

/** The same on a host that this machine's is the base of: one that looks scores up, for instance. */
export async function openSearchOn(given: NodeSearchRequest, hostOf: (options: NodeHostOptions) => Host): Promise<SearchSession> {
  checkRequest('openSearch', schema, given);
  const {
    table: named,
    costs,
    latencyTable,
    chip,
    cache,
    folder,
    workers,
    queue,
    mixEngines,
    device,
    trainer: _trainer,
    trainData,
    trainValidation,
    ...request
  } = given;
  if (given.shard !== undefined) checkShardRequest(given, (given.journal ?? folder) !== undefined);
  refuseMixedCache(mixEngines, cache);
  const host = hostOf(hostOptions({ workers, queue, mixEngines, device, folder, onNotice: given.onNotice }));
  const table = named === undefined ? undefined : await tableOf(named);
  const trainer = trainerOf(given, table);
  const costDigests = [costs, latencyTable, chip].flatMap((one) =>
    typeof one !== 'string' ? [] : one === chip && !one.endsWith('.json') ? [`chip ${one}`] : [digestOf(one)],
  );
  const journal = request.journal ?? (folder === undefined ? undefined : journalInFolder(folder));
  const session = await openPureSearch(
    {
      ...request,
      ...(table === undefined ? {} : { table }),
      ...(trainer === undefined ? {} : { trainer }),
      ...(costs === undefined ? {} : { costs: await tableOf(costs) }),
      ...(latencyTable === undefined ? {} : { latencyTable: await latencyTableOf(latencyTable) }),
      ...(chip === undefined ? {} : { chip: await deviceOf(chip) }),
      ...(cache === undefined ? {} : { cache: typeof cache === 'string' ? openNamedCache(cache, given.onNotice) : cache }),
      ...(journal === undefined ? {} : { journal }),
      ...(costDigests.length === 0 ? {} : { costDigests }),
      ...(given.shard === undefined ? {} : { asked: requestRecord(given) }),
    },
    host,
  );
  if (given.shard === undefined || folder === undefined) return session;
  return {
    ...session,
    async run(hooks) {
      const result = await session.run(hooks);
      const { candidates, canonical } = result.outcome;
      writeForms(
        folder,
        Array.from(candidates, (architecture, i) => [architecture, canonical.at(i) ?? ''] as const),
      );
      return result;
    },
  };
}

function trainerOf(given: NodeSearchRequest, table: Table | undefined): SearchRequest['trainer'] {
  const { train, trainer = defaultTrainer, trainData, trainValidation, data, seed = 0, folder, device } = given;
  if (train === undefined) {
    if ((given.trainer ?? trainData ?? trainValidation) === undefined) return undefined;
    throw usageError(parameter('train'), { expected: 'how many of the best to train', got: 'nothing', code: 'missing' });
  }
  if (typeof trainer !== 'string') return trainer;
  const images = trainData ?? (data !== undefined && data.includes(':') ? data : undefined);
  return openTrainer(trainer, {
    ...(images === undefined ? {} : { data: images }),
    ...(trainValidation === undefined ? {} : { validation: trainValidation }),
    ...(table === undefined ? {} : { table }),
    folder: join(folder ?? 'runs', 'trained'),
    seed,
    device,
  });
}

function digestOf(path: string): string {
  return `sha256 ${createHash('sha256').update(readBytes(path, path)).digest('hex').slice(0, 16)}`;
}
