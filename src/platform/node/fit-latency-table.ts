import { fitLatencyTable as fitPure, type LatencyFit, type LatencyFitRequest } from '../../engine/fit-latency-table.js';
import type { SpaceGiven } from '../../engine/values.js';
import * as v from 'valibot';
import { checkParameter } from '../../core/schema/check-request.js';
import { deviceField } from '../../engine/request-fields.js';
import type { Device } from '../../runtime/ort/devices.js';
import { createNodeHost } from './host.js';

/** What is measured, and on what. */
export interface NodeLatencyFitRequest extends LatencyFitRequest {
  /** The processor unless given, or a card (docs/devices.md). */
  readonly device?: Device;
}

/** Fits a table of operators to networks measured on this machine, in this thread. @throws usage errors. */
export async function fitLatencyTable(given: SpaceGiven, request: NodeLatencyFitRequest = {}): Promise<LatencyFit> {
  checkParameter('device', v.optional(deviceField), request.device);
  const { device, ...rest } = request;
  return fitPure(given, rest, createNodeHost({ workers: 0, ...(device === undefined ? {} : { device }) }));
}
