import {
  benchProxies as benchPureProxies,
  type BenchRequest,
  type BenchResult,
  type BenchRun,
} from '../../../benchmarks/bench-proxies.js';
import { benchOptional } from '../../../benchmarks/bench-request.js';
import { targetColumns } from '../../../benchmarks/bench-target.js';
import { recognizeTable } from '../../../benchmarks/table-formats.js';
import type { Table } from '../../../benchmarks/table.js';
import type { Host } from '../../../engine/host.js';
import { journalField } from '../../../search/journal/journal-field.js';
import type { JournalStore } from '../../../search/journal/types.js';
import { createJournalRecorder, listSettings } from '../../../search/journal/journal-recorder.js';
import { provenanceOf } from '../../../search/provenance.js';
import { requestRecord } from '../../../search/shard/request-record.js';
import { openGivenSpace, type SpaceGiven } from '../../../engine/values.js';
import { checkParameter, checkRequest, requestSchema } from '../../../core/schema/check-request.js';
import { flag, hook, text } from '../../../core/schema/fields.js';
import { spaceField } from '../../../engine/request-fields.js';
import { createNodeHost, hostFields, type HostRequest, type NodeHostOptions } from './host.js';
import { hostOptions } from './host-options.js';
import { journalInFolder } from '../run-folder/journal-file.js';
import { tableOrPath } from './path-fields.js';
import { readTable } from '../tables/read-table.js';

/** A bench on this machine: the table may be named by its path. */
export interface NodeBenchRequest extends Omit<BenchRequest, 'table' | 'record'>, HostRequest {
  /** Parquet, or CSV with a header, plain or gzip. */
  readonly table: string | Table;
  /** Where the scores are saved as they come: with it the bench can be continued. */
  readonly journal?: JournalStore;
  /** The folder of the run, for its journal; instead of `journal`. */
  readonly folder?: string;
  /** Continue the run in the folder, with the same request. */
  readonly resume?: boolean;
  /** Called with one line for the user: a folder with nothing to continue. */
  readonly onNotice?: (line: string) => void;
}

const { record: _, ...shared } = benchOptional;
const schema = requestSchema<NodeBenchRequest>(
  { table: tableOrPath },
  {
    ...shared,
    journal: journalField,
    folder: text,
    resume: flag,
    onNotice: hook,
    ...hostFields,
  },
);

/**
 * Scores the architectures of a table and correlates the scores with its accuracies. Only the compared columns of a file are read.
 * @param given the space of the table.
 * @param request the table, and what to compare with what.
 * @throws usage errors for the request, data errors for a table that cannot be read or does not fit the space.
 */
export async function benchProxies(given: SpaceGiven, request: NodeBenchRequest): Promise<BenchResult> {
  return benchProxiesOn(given, request, (options) => createNodeHost(options));
}

/** The same on a host that this machine's is the base of: one that looks scores up, for instance. */
export async function benchProxiesOn(
  given: SpaceGiven,
  request: NodeBenchRequest,
  hostOf: (options: NodeHostOptions) => Host,
): Promise<BenchResult> {
  checkParameter('space', spaceField, given);
  checkRequest('benchProxies', schema, request);
  const {
    table,
    workers,
    queue,
    mixEngines,
    device,
    folder,
    journal = inFolder(folder),
    resume: _resume,
    onNotice: _notice,
    ...same
  } = request;
  const host = hostOf(hostOptions({ workers, queue, mixEngines, device, folder, onNotice: request.onNotice }));
  const rest = { ...same, ...(journal === undefined ? {} : { record: recordIn(journal, given, request, host) }) };
  if (typeof table !== 'string') return benchPureProxies(given, { ...rest, table }, host);
  const { space } = await openGivenSpace(given, host);
  const read = await readTable(table, (header) => {
    const known = recognizeTable(header, space.id);
    return [known.architecture, ...targetColumns(header, known, request.targets)];
  });
  return benchPureProxies(given, { ...rest, table: read }, host);
}

function inFolder(folder: string | undefined): JournalStore | undefined {
  return folder === undefined ? undefined : journalInFolder(folder);
}

/** Saves the scores of a bench in a journal. */
function recordIn(
  journal: JournalStore,
  space: SpaceGiven,
  request: NodeBenchRequest,
  host: Host,
): NonNullable<BenchRequest['record']> {
  const { shard, resume, onNotice } = request;
  const asked = shard === undefined ? undefined : requestRecord({ space, ...request });
  return async ({ plan, architectures }: BenchRun) => {
    const { machine, engine } = await provenanceOf(host, plan, shard !== undefined);
    const part =
      shard === undefined || asked === undefined
        ? undefined
        : { ...shard, request: asked, ...(engine === undefined ? {} : { engine }) };
    const settings = listSettings(plan, { verb: 'bench', names: architectures, machine, shard: part });
    const mode = resume === true ? 'resume' : 'start';
    const notices = onNotice === undefined ? {} : { onNotice };
    return createJournalRecorder(await journal.open({ settings, mode, ...notices }));
  };
}
