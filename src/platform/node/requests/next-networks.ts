import { nextNetworks as nextPureNetworks, type NextRequest, type NextResult } from '../../../known/next-networks.js';
import { checkParameter, checkRequest, requestSchema } from '../../../core/schema/check-request.js';
import type { RunDevice } from '../../../runtime/ort/devices.js';
import { deviceField, spaceField, workersField } from '../../../engine/request-fields.js';
import { fittedField, nextOptional, nextRequired } from '../../../known/fit-request.js';
import type { SpaceGiven } from '../../../engine/values.js';
import { orPath, readingField } from './path-fields.js';
import type { FittedJudgement } from '../../../predictor/types.js';
import { createNodeHost } from './host.js';
import { hostOptions } from './host-options.js';
import { knownSource } from './known-source.js';
import type { ModelReading } from './refuse-reading.js';
import { readFitted } from '../files/fitted-file.js';

/** What to train next, by a judgement that lies in a file. */
export interface NodeNextRequest extends Omit<NextRequest, 'space' | 'models' | 'fitted'> {
  /** What `fitNetworks` learned, or the path of its file. */
  readonly model: string | FittedJudgement;
  /** How the models of a folder are read. */
  readonly reading?: ModelReading;
  /** Threads that score; 0 runs everything in this thread; by default, one for each core. */
  readonly workers?: number;
  /** What runs networks: the processor unless given, or a card (docs/devices.md). */
  readonly device?: RunDevice;
}

const { space: _, models: __, ...shared } = nextOptional;
const schema = requestSchema<NodeNextRequest>(
  { count: nextRequired.count, model: orPath(fittedField, 'the path of a fitted judgement, or such a judgement') },
  { ...shared, reading: readingField, workers: workersField, device: deviceField },
);

/** Names the networks of a space, or the models of a folder, that are most worth training. @throws usage errors for the request, data errors for the file. */
export async function nextNetworks(space: SpaceGiven, asked: NodeNextRequest): Promise<NextResult> {
  checkParameter('space', spaceField, space);
  checkRequest('nextNetworks', schema, asked);
  const { model, reading = {}, workers, device, ...request } = asked;
  const fitted = typeof model === 'string' ? readFitted(model) : model;
  const said: string[] = [];
  const host = createNodeHost(hostOptions({ workers, device, onNotice: (line) => said.push(line) }));
  const { source, notes } = await knownSource(space, reading);
  const result = await nextPureNetworks({ ...request, ...source, fitted }, host);
  return { ...result, notes: [...result.notes, ...notes, ...said] };
}
