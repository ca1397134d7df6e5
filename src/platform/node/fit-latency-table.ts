import { fitLatencyTable as fitPure, type LatencyFit, type LatencyFitRequest } from '../../engine/fit-latency-table.js';
import type { SpaceGiven } from '../../engine/values.js';
import { createNodeHost } from './host.js';

/** Fits a table of operators to networks measured on this machine, in this thread. @throws usage errors. */
export async function fitLatencyTable(given: SpaceGiven, request: LatencyFitRequest = {}): Promise<LatencyFit> {
  return fitPure(given, request, createNodeHost({ workers: 0 }));
}
