/** What limits and objectives may name besides what can be counted: columns of tables, predicted latencies, and what is measured. */
import { createHash } from 'node:crypto';
import type { Architecture } from '../arch/types.js';
import type { Table } from '../benchmarks/index.js';
import { plural } from '../core/plural.js';
import { namesInLimits } from '../engine/limits/limits.js';
import { quantities, type Quantity } from '../engine/limits/quantities.js';
import { measuredEvidence } from '../engine/plan.js';
import { readBytes } from '../platform/node/files.js';
import type { LatencyTableFile } from '../platform/node/latency-table-file.js';
import { proxies } from '../proxies/index.js';
import type { SearchSpace } from '../spaces/types.js';

export interface SearchCosts {
  /** All that limits and objectives may name. */
  readonly known: readonly Quantity[];
  /** Whether that is more than every run knows. */
  readonly isExtended: boolean;
  /** Measured proxies that limits and objectives name: they join those asked for. */
  readonly measured: readonly string[];
  /** Names in limits that are scores. */
  readonly later: readonly string[];
  /** Files and their hashes, for the journal. */
  readonly files: readonly string[];
  readonly notes: readonly string[];
}

export interface CostOptions {
  readonly costs?: string;
  readonly latencyTable?: string;
  readonly where?: string;
  readonly objective?: readonly string[];
}

const measuredIds = proxies.filter(({ evidence }) => measuredEvidence.has(evidence)).map(({ id }) => id);

/** @throws usage errors for a malformed condition, data errors for files that are none. */
export async function openCosts(
  space: SearchSpace,
  { costs, latencyTable, where, objective = [] }: CostOptions,
  table: Table | undefined,
): Promise<SearchCosts> {
  // Readers are loaded where there is something to read: a search may have a second for everything.
  const given = costs === undefined ? undefined : await (await import('../platform/node/read-table.js')).readTable(costs);
  const tables = [given, table].filter((own) => own !== undefined);
  const { tableQuantities } =
    tables.length === 0 ? { tableQuantities: () => [] } : await import('../benchmarks/table-quantities.js');
  // Rows are read when a column is first looked up: what is to be told of them joins the notes then.
  const notes: string[] = [];
  const columns = tables.flatMap((own) => tableQuantities(own, space, table, (line) => notes.push(line)));
  const predicted = latencyTable === undefined ? undefined : await openPrediction(latencyTable);
  const extra: Quantity[] = [
    ...columns.filter(({ id }, i) => columns.findIndex((other) => other.id === id) === i),
    ...(predicted === undefined
      ? []
      : [
          {
            id: 'predictedLatencyMs',
            title: 'milliseconds by a latency table',
            ofArchitecture: predicted.predict,
          } satisfies Quantity,
        ]),
  ];
  const known = [...quantities, ...extra];
  const inLimits = where === undefined ? [] : namesInLimits(where, { known, later: measuredIds });
  const inObjectives = objective.map((text) => text.replace(/=(?:max|min)$/, ''));
  const used = (id: string): boolean => inLimits.includes(id) || inObjectives.includes(id);
  const files = [...(costs !== undefined ? [costs] : []), ...(latencyTable !== undefined ? [latencyTable] : [])];
  if (predicted !== undefined)
    notes.push(
      `predictedLatencyMs is what ${plural(predicted.networks, 'network')} of ${predicted.space} took on ${predicted.machine.device} with ${predicted.machine.engine}, batch ${predicted.batch}, ${plural(predicted.threads, 'thread')}`,
    );
  return {
    known,
    isExtended: extra.some(({ id }) => used(id)),
    measured: measuredIds.filter(used),
    later: inLimits.filter((name) => measuredIds.includes(name)),
    files: files.map((path) => `sha256 ${createHash('sha256').update(readBytes(path, path)).digest('hex').slice(0, 16)}`),
    notes,
  };
}

/** A latency table with the prediction it stands for. */
async function openPrediction(
  path: string,
): Promise<LatencyTableFile & { readonly predict: (architecture: Architecture) => number }> {
  const [{ readLatencyTable }, { predictLatency }] = await Promise.all([
    import('../platform/node/latency-table-file.js'),
    import('../runtime/latency/operator-table.js'),
  ]);
  const file = readLatencyTable(path);
  return { ...file, predict: (architecture) => predictLatency(file.table, architecture) };
}

/** The proxies of a run with those that are measured, unless they are among them already, whatever their options. */
export function withMeasured(texts: readonly string[], measured: readonly string[]): readonly string[] {
  return [...texts, ...measured.filter((id) => !texts.some((text) => text.split(':')[0] === id))];
}
