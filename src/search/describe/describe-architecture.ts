/** Counts an architecture and finds its parts, without running it. */
import { countCost } from '../../arch/cost.js';
import { graphTopology } from '../../arch/graph-topology.js';
import { deviceField, fitDevice } from '../../arch/memory/device-fit.js';
import { peakActivationBytes } from '../../arch/memory/file-order-peak.js';
import { costliestHalf, partsOf } from '../../arch/parts.js';
import type { Architecture } from '../../arch/types.js';
import { checkRequest, requestSchema } from '../../core/schema/check-request.js';
import { flag } from '../../core/schema/fields.js';
import { spaceField } from '../../engine/request-fields.js';
import { latencyTableField } from '../../runtime/latency/latency-table-field.js';
import { operatorsWithoutTime, predictLatency } from '../../runtime/latency/operator-table.js';
import type { SearchSpace } from '../../spaces/types.js';
import { cellsOf } from '../scoring/cells-of.js';
import { itemOf } from '../scoring/item-of.js';
import type { GoodItem } from '../scoring/types.js';
import type { ArchitectureFacts, DescribeRequest } from './types.js';

export const describeOptional = { space: spaceField, nodes: flag, chip: deviceField, latencyTable: latencyTableField };
const schema = requestSchema<DescribeRequest>({}, describeOptional);

/**
 * What an architecture is made of and what it costs: cells, parts with shapes, params, MACs and bytes, the memory of a small device, the predicted latency.
 * @param given a published string or a network; `assay/node` takes paths of models too.
 * @throws usage errors for the request, a data error for a string that its space does not read.
 */
export async function describeArchitecture(
  given: string | Architecture,
  request: DescribeRequest = {},
): Promise<ArchitectureFacts> {
  checkRequest('describeArchitecture', schema, request);
  const { item, space, architecture } = await itemOf(given, request.space);
  return factsOf({ item, space, network: architecture() }, request);
}

/** What was read. */
interface Described {
  readonly item: GoodItem;
  readonly space: SearchSpace | undefined;
  readonly network: Architecture;
}

/** The facts of what was read. */
export function factsOf({ item, space, network }: Described, request: DescribeRequest): ArchitectureFacts {
  const { nodes = false, chip, latencyTable: table } = request;
  const parts = partsOf(network, { folded: !nodes });
  const { params, macs } = countCost(network);
  const found = typeof item.candidate === 'string' ? undefined : graphTopology(item.candidate);
  return {
    name: item.name,
    network,
    ...(space === undefined || item.known === undefined ? {} : { space: { id: space.id, canonical: item.known.canonical() } }),
    cells: cellsOf(item),
    ...(found === undefined || found.ok ? {} : { noCells: found.reason }),
    parts,
    costliest: costliestHalf(parts, macs),
    params,
    macs,
    peakActivationBytes: peakActivationBytes(network),
    ...(chip === undefined ? {} : { chip: fitDevice(network, chip) }),
    ...(table === undefined
      ? {}
      : { latency: { table, ms: predictLatency(table.table, network), missing: operatorsWithoutTime(table.table, network) } }),
    remarks: item.remarks ?? [],
  };
}
