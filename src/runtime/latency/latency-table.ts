/** A latency table as JSON, with where and how it was measured, so that times of one machine are not used for another. */
import * as v from 'valibot';
import { plural } from '../../core/plural.js';
import { dataError } from '../../core/errors.js';
import { describeHeldOut, type HeldOut } from './held-out.js';
import type { OperatorTable } from './operator-table.js';
import type { LatencyMachine } from './types.js';

/** Latencies of operators on one machine, as `assay latency` writes them. */
export interface LatencyTable {
  readonly format: 'assay-latency-table';
  readonly version: 1;
  /** Space the measured networks came from. */
  readonly space: string;
  readonly machine: LatencyMachine;
  readonly batch: number;
  readonly threads: number;
  readonly runs: number;
  /** How many networks it was fitted to. */
  readonly networks: number;
  /** How far it was off on networks that it was not fitted to; left out by earlier versions, and where nobody measured it. */
  readonly heldOut?: HeldOut | undefined;
  readonly table: OperatorTable;
}

const time = v.pipe(v.number(), v.finite(), v.minValue(0));
const count = v.pipe(v.number(), v.integer(), v.minValue(1));
export const latencyTableSchema = v.object({
  format: v.literal('assay-latency-table'),
  version: v.literal(1),
  space: v.string(),
  machine: v.object({ device: v.string(), engine: v.string() }),
  batch: count,
  threads: count,
  runs: count,
  networks: count,
  heldOut: v.optional(
    v.object({ networks: count, medianError: time, p90Error: time, spearman: v.nullable(v.pipe(v.number(), v.finite())) }),
  ),
  table: v.object({
    coarse: v.array(v.object({ op: v.string(), msPerUse: time, msPerMac: time, msPerElement: time })),
    operators: v.record(v.string(), time),
  }),
});

/** Reads the JSON of a latency table. @throws a data error for text that is none. */
export function parseLatencyTable(where: string, text: string): LatencyTable {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw dataError(where, { expected: 'JSON', got: error.message, hint: 'assay latency makes one' });
  }
  const parsed = v.safeParse(latencyTableSchema, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw dataError(where, {
    expected: 'a latency table',
    got: `${v.getDotPath(issue) ?? 'one'} that is ${issue.received}`,
    hint: 'assay latency makes one',
  });
}

/** Where a table was measured, and how far its predictions are off, in one line. */
export function describeLatencyTable({ networks, space, machine, batch, threads, heldOut }: LatencyTable): string {
  const measured = `fitted to ${plural(networks, 'network')} of ${space}, measured on ${machine.device} with ${machine.engine}, batch ${batch}, ${plural(threads, 'thread')}`;
  const error =
    heldOut === undefined ? 'its error was not measured' : `on ${plural(heldOut.networks, 'other')} ${describeHeldOut(heldOut)}`;
  return `${measured}; ${error}`;
}

/** A latency table as the text of its file. */
export function printLatencyTable(table: LatencyTable): string {
  return `${JSON.stringify(table, null, 1)}\n`;
}
