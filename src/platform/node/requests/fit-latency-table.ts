import {
  fitLatencyTable as fitPure,
  latencyFitOptional,
  type LatencyFit,
  type LatencyFitRequest,
} from '../../../engine/fit-latency-table.js';
import type { SpaceGiven } from '../../../engine/values.js';
import { checkParameter, checkRequest, requestSchema } from '../../../core/schema/check-request.js';
import { deviceField, spaceField } from '../../../engine/request-fields.js';
import type { RunDevice } from '../../../runtime/ort/devices.js';
import { createNodeHost } from './host.js';

/** What is measured, and on what. */
export interface NodeLatencyFitRequest extends LatencyFitRequest {
  /** The processor unless given, or a card (docs/devices.md). */
  readonly device?: RunDevice;
}

const schema = requestSchema<NodeLatencyFitRequest>({}, { ...latencyFitOptional, device: deviceField });

/** Fits a table of operators to networks measured on this machine, in this thread. @throws usage errors. */
export async function fitLatencyTable(given: SpaceGiven, request: NodeLatencyFitRequest = {}): Promise<LatencyFit> {
  checkParameter('space', spaceField, given);
  checkRequest('fitLatencyTable', schema, request);
  const { device, ...rest } = request;
  return fitPure(given, rest, createNodeHost({ workers: 0, ...(device === undefined ? {} : { device }) }));
}
