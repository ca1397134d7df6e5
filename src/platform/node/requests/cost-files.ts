/** Tables of costs that may be named by their paths. Readers are loaded only if there is something to read: a search may have one second for everything. */
import type { Device } from '../../../arch/memory/devices.js';
import type { Table } from '../../../benchmarks/table.js';
import type { LatencyTable } from '../../../runtime/latency/latency-table.js';

/** @throws a data error for a file that is not a table. */
export async function tableOf(given: string | Table): Promise<Table> {
  return typeof given === 'string' ? (await import('../tables/read-table.js')).readTable(given) : given;
}

/** @throws a usage error for an unknown id, a data error for a file that is not a device. */
export async function deviceOf(given: string | Device): Promise<Device> {
  return typeof given === 'string' ? (await import('../files/device-file.js')).openDevice(given, 'chip') : given;
}

/** @throws a data error for a file that is not a latency table. */
export async function latencyTableOf(given: string | LatencyTable): Promise<LatencyTable> {
  return typeof given === 'string' ? (await import('../files/latency-table-file.js')).readLatencyTable(given) : given;
}
