import type { Architecture } from '../../../arch/types.js';
import { keepInit } from '../../../runtime/weights/definitions.js';
import {
  openScoring as openPureScoring,
  type ScoringRequest,
  type ScoringSession,
} from '../../../search/scoring/open-scoring.js';
import { describeReading } from '../../../search/scoring/describe-reading.js';
import { withoutForeign } from '../../../search/scoring/foreign-json.js';
import { keptShapeNotes, passedOverNotes, readItems, requireInputs, requireOnnx } from '../../../search/scoring/read-items.js';
import type { Item, ModelOptions } from '../../../search/scoring/types.js';
import type { Table } from '../../../benchmarks/table.js';
import type { Device } from '../../../arch/memory/devices.js';
import type { LatencyTable } from '../../../runtime/latency/latency-table.js';
import { deviceOf, latencyTableOf, tableOf } from './cost-files.js';
import { parameter, usageError } from '../../../core/errors.js';
import { checkRequest, requestSchema } from '../../../core/schema/check-request.js';
import { text } from '../../../core/schema/fields.js';
import type { Host } from '../../../engine/host.js';
import { isInShard } from '../../../engine/shard.js';
import { requestRecord } from '../../../search/shard/request-record.js';
import { scoringOptional, scoringRequired } from '../../../search/scoring/request.js';
import { createNodeHost, hostFields, type HostRequest, type NodeHostOptions } from './host.js';
import { hostOptions } from './host-options.js';
import { journalInFolder } from '../run-folder/journal-file.js';
import { deviceOrName, latencyTableOrPath, modelFields, tableOrPath } from './path-fields.js';
import { writeForms } from '../run-folder/part-forms.js';
import { inputFiles } from './input-files.js';
import { isModelFile } from '../../../search/scoring/model-files.js';
import { modelsDigest } from '../files/model-digest.js';

/** Architectures on this machine. */
export interface NodeScoringRequest
  extends
    Omit<ScoringRequest, 'costs' | 'table' | 'latencyTable' | 'chip' | 'asked' | 'reading' | 'modelDigest'>,
    Pick<ModelOptions, 'partial' | 'shape' | 'set' | 'outputs'>,
    HostRequest {
  /** Published strings, networks, and paths: .onnx and .json models, folders of these, files of strings, one a line. */
  readonly architectures: ScoringRequest['architectures'];
  /** Tables whose columns limits and objectives may name, by path or as values. */
  readonly costs?: string | Table;
  readonly table?: string | Table;
  /** What `assay latency` wrote. */
  readonly latencyTable?: string | LatencyTable;
  /** The small device that `fits` means in limits and objectives: an id, the path of a file, or the device. */
  readonly chip?: string | Device;
  /** The folder of the run, for its journal; instead of `journal`. */
  readonly folder?: string;
}

const { asked: _, reading: __, modelDigest: ___, ...shared } = scoringOptional;
const schema = requestSchema<NodeScoringRequest>(scoringRequired, {
  ...shared,
  ...modelFields,
  costs: tableOrPath,
  table: tableOrPath,
  latencyTable: latencyTableOrPath,
  chip: deviceOrName,
  folder: text,
  ...hostFields,
});

/**
 * Opens architectures for scoring: they are read and checked, nothing is scored yet.
 * @param asked what to score and how; only the architectures must be given.
 * @returns a session: `run` it once, or `close` it.
 * @throws usage errors for the request, and the error of a single architecture that cannot be read; of several, the others are scored.
 */
export async function openScoring(asked: NodeScoringRequest): Promise<ScoringSession> {
  return openScoringOn(asked, (options) => createNodeHost(options));
}

/** The same on a host that this machine's is the base of: one that looks scores up, for instance. */
export async function openScoringOn(
  asked: NodeScoringRequest,
  hostOf: (options: NodeHostOptions) => Host,
): Promise<ScoringSession> {
  checkRequest('openScoring', schema, asked);
  const {
    architectures,
    workers,
    queue,
    mixEngines,
    device,
    partial,
    shape,
    set,
    costs,
    table,
    latencyTable,
    chip,
    outputs,
    folder,
    ...request
  } = asked;
  const journal = request.journal ?? (folder === undefined ? undefined : journalInFolder(folder));
  const { shard } = request;
  if (shard !== undefined && architectures.includes('-'))
    throw usageError(parameter('shard'), {
      expected: 'architectures that can be read again when the parts are merged',
      got: 'standard input',
      hint: 'write them to a file',
      code: 'unsupported',
    });
  const options: ModelOptions = {
    ...(partial === undefined ? {} : { partial }),
    ...(shape === undefined ? {} : { shape }),
    shapesOfMany: architectures.length > 1 || inputFiles.kindOf(String(architectures[0])) === 'folder',
    ...(set === undefined ? {} : { set }),
    ...(outputs === undefined ? {} : { outputs }),
    needsWeights: request.init === keepInit,
  };
  const items: (Architecture | Item)[] = [];
  const read: Item[] = [];
  const passedOver: string[] = [];
  for (const given of architectures)
    if (typeof given === 'string') {
      const first = items.length;
      const found = await readItems([given], inputFiles, {
        ...options,
        ...(shard === undefined ? {} : { isWanted: (place) => isInShard(first + place, shard) }),
      });
      const own = withoutForeign(found);
      for (const note of passedOverNotes(given, found, inputFiles)) passedOver.push(note);
      for (const item of own) items.push(item);
      for (const item of own) read.push(item);
    } else items.push(given);
  requireOnnx(read, options);
  requireInputs(read, options);
  const reading = describeReading(options);
  const models = journal === undefined ? [] : read.flatMap(({ name }) => (isModelFile(name) ? [name] : []));
  const opened = await openPureScoring(
    {
      ...request,
      architectures: items,
      ...(reading === undefined ? {} : { reading }),
      ...(models.length === 0 ? {} : { modelDigest: await modelsDigest(models) }),
      ...(costs === undefined ? {} : { costs: await tableOf(costs) }),
      ...(table === undefined ? {} : { table: await tableOf(table) }),
      ...(latencyTable === undefined ? {} : { latencyTable: await latencyTableOf(latencyTable) }),
      ...(chip === undefined ? {} : { chip: await deviceOf(chip) }),
      ...(journal === undefined ? {} : { journal }),
      ...(shard === undefined ? {} : { asked: requestRecord(asked) }),
    },
    hostOf(hostOptions({ workers, queue, mixEngines, device, folder, onNotice: request.onNotice })),
  );
  const session = { ...opened, notes: [...passedOver, ...opened.notes, ...keptShapeNotes(read)] };
  const { space } = session;
  if (shard === undefined || folder === undefined || space === undefined) return session;
  return {
    ...session,
    async run(hooks) {
      const result = await session.run(hooks);
      writeForms(
        folder,
        result.rows.flatMap(({ item: { known } }) =>
          known === undefined ? [] : [[space.encode(known.genotype), known.canonical()] as const],
        ),
      );
      return result;
    },
  };
}
