import type { Table } from '../../../benchmarks/table.js';
import { checkParameter, checkRequest, requestSchema } from '../../../core/schema/check-request.js';
import type { RunDevice } from '../../../runtime/ort/devices.js';
import { deviceField, spaceField, workersField } from '../../../engine/request-fields.js';
import { fitOptional } from '../../../known/fit-request.js';
import { tableOrPath, readingField } from './path-fields.js';
import type { SpaceGiven } from '../../../engine/values.js';
import { fitNetworks as fitPureNetworks, type FitRequest, type FitResult } from '../../../known/fit-networks.js';
import { createNodeHost } from './host.js';
import { hostOptions } from './host-options.js';
import { knownSource, knownTable } from './known-source.js';
import type { ModelReading } from './refuse-reading.js';

/** A fit on this machine. */
export interface NodeFitRequest extends Omit<FitRequest, 'space' | 'models' | 'known'> {
  /** The list of networks and accuracies, or its path: CSV with a header or Parquet. */
  readonly known: string | Table;
  /** How the models of a folder are read. */
  readonly reading?: ModelReading;
  /** Threads that score; 0 runs everything in this thread; by default, one for each core. */
  readonly workers?: number;
  /** What runs networks: the processor unless given, or a card (docs/devices.md). */
  readonly device?: RunDevice;
}

const { space: _, models: __, ...shared } = fitOptional;
const schema = requestSchema<NodeFitRequest>(
  { known: tableOrPath },
  { ...shared, reading: readingField, workers: workersField, device: deviceField },
);

/**
 * Fits a judgement to a few known accuracies.
 * @param given a space, or a folder of models, which the list then names by their files.
 * @throws usage errors for the request, data errors for a list that cannot be read or says nothing.
 */
export async function fitNetworks(given: SpaceGiven, asked: NodeFitRequest): Promise<FitResult> {
  checkParameter('space', spaceField, given);
  checkRequest('fitNetworks', schema, asked);
  const { known, reading = {}, workers, device, ...request } = asked;
  const said: string[] = [];
  const host = createNodeHost(hostOptions({ workers, device, onNotice: (line) => said.push(line) }));
  const table = await knownTable(known);
  const { source, notes: unread } = await knownSource(given, reading, table);
  const { fitted, notes } = await fitPureNetworks({ ...request, ...source, known: table }, host);
  return { fitted, notes: [...notes, ...unread, ...said] };
}
