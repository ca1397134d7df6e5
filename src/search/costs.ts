/** What limits and objectives may name besides counted quantities: columns of tables, predicted latencies, and measurements. */
import { devices, type Device } from '../arch/memory/devices.js';
import type { Table } from '../benchmarks/index.js';
import { must } from '../core/must.js';
import { wordsIn } from '../core/condition/index.js';
import { usageError, parameter } from '../core/errors.js';
import { namesInLimits } from '../engine/limits/limits.js';
import { fitsQuantity, quantities, type Quantity } from '../engine/limits/quantities.js';
import { levelOfText } from '../engine/plan.js';
import { columnsAsked, type ProxyGiven } from '../engine/values.js';
import { evidenceLevels } from '../evidence/levels.js';
import { proxies } from '../proxies/index.js';
import { describeLatencyTable, type LatencyTable } from '../runtime/latency/latency-table.js';
import { minimisedNotes } from './objectives.js';
import type { SearchSpace } from '../spaces/types.js';

interface SearchCosts {
  /** All that limits and objectives may name. */
  readonly known: readonly Quantity[];
  /** Whether it holds more than the quantities that every run knows. */
  readonly isExtended: boolean;
  /** Measured proxies that limits and objectives name: they are added to the proxies of the run. */
  readonly measured: readonly string[];
  /** Names in limits that are scores. */
  readonly later: readonly string[];
  readonly notes: readonly string[];
}

export interface CostOptions {
  readonly costs?: Table;
  /** Its columns may be named too; it lists the architectures for a table that only numbers them. */
  readonly table?: Table;
  readonly latencyTable?: LatencyTable;
  /** The small device that `fits` means. */
  readonly chip?: Device;
  readonly where?: string;
  readonly objectives?: readonly string[];
  /** Proxies that are named: limits may name their scores by the id, `fitted>93`. */
  readonly proxies?: readonly ProxyGiven[];
}

const measuredIds = proxies.map(({ id }) => id).filter((id) => evidenceLevels[levelOfText(id, proxies) ?? 'cost'].isMeasured);

/** @throws a usage error for a malformed condition. */
export async function openCosts(
  space: SearchSpace | undefined,
  { costs, table, latencyTable, chip, where, objectives = [], proxies: named = [] }: CostOptions,
): Promise<SearchCosts> {
  const tables = [costs, table].filter((own) => own !== undefined);
  // Readers are loaded only if there is something to read: a search may have one second for everything.
  const { tableQuantities } =
    tables.length === 0 ? { tableQuantities: () => [] } : await import('../benchmarks/table-quantities.js');
  if (tables.length > 0 && space === undefined)
    throw usageError(parameter(costs === undefined ? 'table' : 'costs'), {
      expected: 'architectures of a space, as published strings, which a table lists',
      got: 'networks without a space',
      code: 'mismatch',
    });
  // Rows are read when a column is first looked up; messages about them are added to the notes then.
  const notes: string[] = minimisedNotes(objectives);
  const columns = tables.flatMap((own) => tableQuantities(own, space as SearchSpace, table, (line) => notes.push(line)));
  const predicted = latencyTable === undefined ? undefined : await openPrediction(latencyTable);
  const extra: Quantity[] = [
    ...columns.filter(({ id }, i) => columns.findIndex((other) => other.id === id) === i),
    ...(predicted === undefined
      ? []
      : [
          {
            id: 'predictedLatencyMs',
            title: 'milliseconds predicted by a latency table',
            ofArchitecture: predicted,
          } satisfies Quantity,
        ]),
  ];
  const counted = quantities.map((own) => (own.id === 'fits' && chip !== undefined ? fitsQuantity(chip) : own));
  const known = [...counted, ...extra];
  const inObjectives = objectives.map((text) => text.replace(/=(?:max|min)$/, ''));
  const written = { where: where === undefined ? [] : wordsIn(parameter('where'), where), objectives: inObjectives };
  if (latencyTable === undefined) requireNoPrediction(written);
  if (tables.length === 0) requireNoColumn(written);
  if (chip === undefined) requireNamedDevice(written);
  const scores = [...new Set([...measuredIds, ...scoreIds(named, known)])];
  requireNamedProxies(written, [...scores, ...known.map(({ id }) => id)]);
  /** Names that a file gives: the list of known names has them too. */
  const absent = [
    ...(tables.length === 0 ? ['table.COLUMN'] : []),
    ...(latencyTable === undefined ? ['predictedLatencyMs'] : []),
  ];
  const inLimits = where === undefined ? [] : namesInLimits(where, { known, later: [...scores, ...absent] });
  const used = (id: string): boolean => inLimits.includes(id) || inObjectives.includes(id);
  if (latencyTable !== undefined) {
    notes.push(`predictedLatencyMs is ${describeLatencyTable(latencyTable)}`);
  }
  return {
    known,
    isExtended: extra.some(({ id }) => used(id)) || (chip !== undefined && [...inLimits, ...inObjectives].some(namesFits)),
    measured: measuredIds.filter(used),
    later: inLimits.filter((name) => scores.includes(name)),
    notes,
  };
}

const namesFits = (name: string): boolean => name === 'fits' || name.startsWith('fits:');

/** Ids of the named proxies that a condition can name: words that one of them has, and no quantity. */
function scoreIds(named: readonly ProxyGiven[], known: readonly Quantity[]): string[] {
  const ids = columnsAsked(named).texts.map((text) => text.split(':')[0] ?? '');
  return ids.filter(
    (id) =>
      /^[A-Za-z_]\w*$/.test(id) &&
      ids.filter((other) => other === id).length === 1 &&
      !known.some((quantity) => quantity.id === id),
  );
}

/** Names as limits and objectives write them, known or not. */
interface WrittenNames {
  readonly where: readonly string[];
  readonly objectives: readonly string[];
}

/** The name that something is missing for, if one is written, and where. */
function firstOf({ where, objectives }: WrittenNames, needs: (name: string) => boolean) {
  const inLimits = where.find(needs);
  const name = inLimits ?? objectives.find(needs);
  return name === undefined ? undefined : { name, at: inLimits === undefined ? 'objectives' : 'where' };
}

/** A name that needs a file is not a misspelling of another name. @throws a usage error that says which file. */
function requireNoPrediction(written: WrittenNames): void {
  const found = firstOf(written, (name) => name === 'predictedLatencyMs');
  if (found !== undefined)
    throw usageError(parameter(found.at), {
      expected: 'a latency table, which predictedLatencyMs needs',
      got: 'none',
      hint: 'give `latencyTable`, a file that assay latency writes',
      code: 'missing',
    });
}

/** @throws a usage error for `fits` where nothing says into which device. */
function requireNamedDevice(written: WrittenNames): void {
  const found = firstOf(written, (name) => namesFits(name) && !name.includes(':device='));
  if (found !== undefined)
    throw usageError(parameter(found.at), {
      expected: 'a small device, which fits needs',
      got: 'none',
      hint: `give \`chip\`, or name the device: fits:device=${must(devices[0], 'a device').id}`,
      code: 'missing',
    });
}

/** @throws a usage error for a column where there is no table. */
function requireNoColumn(written: WrittenNames): void {
  const prefix = 'table.';
  const found = firstOf(written, (name) => name.startsWith(prefix));
  if (found !== undefined)
    throw usageError(parameter(found.at), {
      expected: `a table, which ${found.name} needs`,
      got: 'none',
      hint: `give \`costs\` or \`table\`, a file with the column ${found.name.slice(prefix.length)}`,
      code: 'missing',
    });
}

/** @throws a usage error for the score of a proxy that is not among the proxies that were named. */
function requireNamedProxies({ where }: WrittenNames, named: readonly string[]): void {
  const files: { readonly [id: string]: string } = { fitted: 'fitted:FILE, which assay fit writes' };
  const name = where.find(
    (word) => !named.includes(word) && (Object.hasOwn(files, word) || proxies.some(({ id }) => id === word)),
  );
  if (name !== undefined)
    throw usageError(parameter('where'), {
      expected: `a proxy that is named, which a limit on ${name} needs`,
      got: 'none',
      hint: `needs \`proxies\` ${files[name] ?? name}`,
      code: 'missing',
    });
}

/** What a latency table predicts of an architecture, in milliseconds. */
async function openPrediction(table: LatencyTable): Promise<NonNullable<Quantity['ofArchitecture']>> {
  const { predictLatency } = await import('../runtime/latency/operator-table.js');
  return (architecture) => predictLatency(table.table, architecture);
}

/** The proxies of a run and the measured ones, unless the run already has these with any options. */
export function withMeasured(texts: readonly string[], measured: readonly string[]): readonly string[] {
  return [...texts, ...measured.filter((id) => !texts.some((text) => text.split(':')[0] === id))];
}
