import type { Part } from '../../arch/parts.js';
import type { DeviceFit } from '../../arch/memory/device-fit.js';
import type { Device } from '../../arch/memory/devices.js';
import type { Topology } from '../../arch/topology.js';
import type { Architecture } from '../../arch/types.js';
import type { SpaceGiven } from '../../engine/values.js';
import type { LatencyTable } from '../../runtime/latency/latency-table.js';

/** What is asked of an architecture. */
export interface DescribeRequest {
  /** The space of a string; left out, the only one that reads it. */
  readonly space?: SpaceGiven;
  /** One part for each node, instead of one for each block. */
  readonly nodes?: boolean;
  /** A small device, whose memory is compared. */
  readonly chip?: Device;
  /** Predicts its latency on the machine of the table. */
  readonly latencyTable?: LatencyTable;
}

/** An architecture counted, without being run. */
export interface ArchitectureFacts {
  readonly name: string;
  readonly network: Architecture;
  /** Of a published string. */
  readonly space?: { readonly id: string; readonly canonical: string };
  /** Those of its space, or those found in its graph, the most frequent ones first. */
  readonly cells: Topology['cells'];
  /** Why there are none. */
  readonly noCells?: string;
  readonly parts: readonly Part[];
  /** The parts that together do half of the work, the most expensive one first. */
  readonly costliest: readonly Part[];
  readonly params: number;
  /** Of one sample. */
  readonly macs: number;
  /** Bytes in float32 at the fullest moment of the order of the file, one sample. */
  readonly peakActivationBytes: number;
  readonly chip?: DeviceFit;
  /** In milliseconds, with the kinds of operators that the table has no time for. */
  readonly latency?: { readonly table: LatencyTable; readonly ms: number; readonly missing: readonly string[] };
  /** What was skipped when a file was read, one line each. */
  readonly remarks: readonly string[];
}
