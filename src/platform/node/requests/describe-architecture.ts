import type { Device } from '../../../arch/memory/devices.js';
import type { Architecture } from '../../../arch/types.js';
import { checkRequest, requestSchema } from '../../../core/schema/check-request.js';
import type { LatencyTable } from '../../../runtime/latency/latency-table.js';
import {
  describeArchitecture as describePure,
  describeOptional,
  factsOf,
} from '../../../search/describe/describe-architecture.js';
import type { ArchitectureFacts, DescribeRequest } from '../../../search/describe/types.js';
import { readOne } from '../../../search/scoring/read-items.js';
import type { ModelOptions } from '../../../search/scoring/types.js';
import { openAnySpace } from '../user-code/load-space.js';
import { deviceOf, latencyTableOf } from './cost-files.js';
import { inputFiles } from './input-files.js';
import { deviceOrName, latencyTableOrPath, modelFields } from './path-fields.js';

/** What is asked of an architecture, and how its file is read. */
export interface NodeDescribeRequest
  extends Omit<DescribeRequest, 'chip' | 'latencyTable'>, Pick<ModelOptions, 'partial' | 'shape' | 'set' | 'outputs'> {
  /** A small device, by its id, the path of its file, or as a value: its memory is compared. */
  readonly chip?: string | Device;
  /** Predicts its latency on the machine of the table: what `assay latency` wrote. */
  readonly latencyTable?: string | LatencyTable;
}

const schema = requestSchema<NodeDescribeRequest>(
  {},
  { ...describeOptional, ...modelFields, chip: deviceOrName, latencyTable: latencyTableOrPath },
);

/**
 * What an architecture is made of and what it costs: cells, parts with shapes, params, MACs and bytes, the memory of a small device, the predicted latency.
 * @param given a published string, the path of an .onnx or .json model, or a network.
 * @throws usage errors for the request, data errors for a file or the string.
 */
export async function describeArchitecture(
  given: string | Architecture,
  request: NodeDescribeRequest = {},
): Promise<ArchitectureFacts> {
  checkRequest('describeArchitecture', schema, request);
  const { chip, latencyTable, space: named, nodes, ...options } = request;
  const asked = {
    ...(nodes === undefined ? {} : { nodes }),
    ...(chip === undefined ? {} : { chip: await deviceOf(chip) }),
    ...(latencyTable === undefined ? {} : { latencyTable: await latencyTableOf(latencyTable) }),
  };
  if (typeof given !== 'string') return await describePure(given, asked);
  const { item, space, architecture } = await readOne(given, {
    ...options,
    files: inputFiles,
    space: { named, openSpace: openAnySpace },
  });
  return factsOf({ item, space, network: architecture() }, asked);
}
