import * as v from 'valibot';
import type { Architecture } from '../../arch/types.js';
import { keepInit } from '../../runtime/weights/definitions.js';
import { openScoring as openPureScoring, type ScoringRequest, type ScoringSession } from '../../search/scoring/open-scoring.js';
import { readItems, requireOnnx } from '../../search/scoring/read-items.js';
import type { Item, ModelOptions } from '../../search/scoring/types.js';
import type { Table } from '../../benchmarks/table.js';
import type { LatencyTable } from '../../runtime/latency/latency-table.js';
import { latencyTableOf, tableOf } from './cost-files.js';
import { checkRequest, requestSchema } from '../../core/schema/check-request.js';
import { count, flag, texts } from '../../core/schema/fields.js';
import { workersField } from '../../engine/request-fields.js';
import { scoringOptional, scoringRequired } from '../../search/scoring/request.js';
import { createNodeHost } from './host.js';
import { latencyTableOrPath, tableOrPath } from './path-fields.js';
import { inputFiles } from './input-files.js';

/** Architectures on this machine. */
export interface NodeScoringRequest
  extends Omit<ScoringRequest, 'costs' | 'table' | 'latencyTable'>, Pick<ModelOptions, 'partial' | 'shape' | 'outputs'> {
  /** Published strings, networks, and paths: .onnx and .json models, folders of these, files of strings, one a line. */
  readonly architectures: ScoringRequest['architectures'];
  /** Tables whose columns limits and objectives may name, by path or as values. */
  readonly costs?: string | Table;
  readonly table?: string | Table;
  /** What `assay latency` wrote. */
  readonly latencyTable?: string | LatencyTable;
  /** Worker threads; 0 runs everything in this thread; by default, one for each core. */
  readonly workers?: number;
}

const schema = requestSchema<NodeScoringRequest>(scoringRequired, {
  ...scoringOptional,
  partial: flag,
  shape: v.record(v.string(), v.array(count(1))),
  outputs: texts,
  costs: tableOrPath,
  table: tableOrPath,
  latencyTable: latencyTableOrPath,
  workers: workersField,
});

/**
 * Opens architectures for scoring: they are read and checked, nothing is scored yet.
 * @param asked what to score and how; only the architectures must be given.
 * @returns a session: `run` it once, or `close` it.
 * @throws usage errors for the request, and the error of a single architecture that cannot be read; of several, the others are scored.
 */
export async function openScoring(asked: NodeScoringRequest): Promise<ScoringSession> {
  checkRequest('openScoring', schema, asked);
  const { architectures, workers, partial, shape, costs, table, latencyTable, outputs, ...request } = asked;
  const options: ModelOptions = {
    ...(partial === undefined ? {} : { partial }),
    ...(shape === undefined ? {} : { shape }),
    ...(outputs === undefined ? {} : { outputs }),
    needsWeights: request.init === keepInit,
  };
  const items: (Architecture | Item)[] = [];
  const read: Item[] = [];
  for (const given of architectures)
    if (typeof given === 'string') {
      const own = await readItems([given], inputFiles, options);
      for (const item of own) items.push(item);
      for (const item of own) read.push(item);
    } else items.push(given);
  requireOnnx(read, options);
  return openPureScoring(
    {
      ...request,
      architectures: items,
      ...(costs === undefined ? {} : { costs: await tableOf(costs) }),
      ...(table === undefined ? {} : { table: await tableOf(table) }),
      ...(latencyTable === undefined ? {} : { latencyTable: await latencyTableOf(latencyTable) }),
    },
    createNodeHost(workers === undefined ? {} : { workers }),
  );
}
