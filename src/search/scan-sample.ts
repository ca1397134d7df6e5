/**
 * The random draw that a searcher requests, done as a scan: only numbers are kept of very many genotypes, which choose the best;
 * these are then made again. Possible if the level's proxies run nothing.
 */
import { onlyOf } from '../core/only-of.js';
import { must } from '../core/must.js';
import { valueAt } from './column-of.js';
import { bestOrder } from './best-order.js';
import { collectScan, type Scanned } from '../engine/scan/collect-scan.js';
import { createLocalScanRunner } from '../engine/scan/local-scan-runner.js';
import { buildsNetworks, createScanner } from '../engine/scan/scan-block.js';
import { createDraws } from '../engine/scan/scanned-draws.js';
import type { ScanRequest } from '../engine/scan/types.js';
import type { Limits } from '../engine/limits/limits.js';
import type { Quantity } from '../engine/limits/quantities.js';
import type { ResolvedPlan } from '../engine/plan.js';
import type { Runners } from '../engine/types.js';
import { parseCombination } from '../proxies/combine/index.js';
import { bestFirst } from '../searchers/members.js';
import type { SearchSpace } from '../spaces/types.js';
import { levelWeights } from './level-weights.js';
import type { Objective } from './objectives.js';
import type { Replay } from './journal/replay.js';
import type { DrawEntry, Journal } from './journal/types.js';

interface ScanDrawOptions {
  readonly resolved: ResolvedPlan;
  readonly runners: Runners;
  /** Starts no threads. */
  readonly isAlone: boolean;
  /** The index of the draw in the search, from 0. */
  readonly ordinal: number;
  readonly count: number;
  readonly keep: number;
  /** Proxies known at the level of the draw, by text. */
  readonly proxies: readonly string[];
  readonly combination: string;
  readonly objectives: readonly Objective[];
  /** Quantities other than those that are always known. */
  readonly known?: readonly Quantity[];
  readonly recorded: Replay;
  readonly journal?: Journal;
  /** Counts rejections; its text goes to the scan. */
  readonly limits?: Limits;
  /** @param distinct how many were found so far. */
  readonly isTimeUp?: (distinct: number) => boolean;
  readonly onProgress?: (progress: { readonly distinct: number; readonly proposed: number }) => void;
  readonly signal?: AbortSignal;
}

/** The best genotypes of the draw, best first, and the cost of finding them; from the journal if it holds them. */
export async function scanDraw(
  options: ScanDrawOptions,
): Promise<{ readonly genotypes: readonly unknown[]; readonly entry: DrawEntry }> {
  const { resolved, recorded, journal, limits } = options;
  const space = resolved.space as SearchSpace;
  const before = recorded.nextDraw();
  if (before !== undefined) {
    limits?.add({ admitted: before.proposed - before.rejected, rejected: before.rejected }, []);
    return { genotypes: before.kept.map((text) => space.decode(text)), entry: before };
  }
  const { genotypes, scanned } = await scan(options);
  const { proposed, rejected, distinct, seen } = scanned;
  limits?.add({ admitted: proposed - rejected, rejected }, seen);
  const entry: DrawEntry = {
    type: 'draw',
    proposed,
    rejected,
    distinct,
    kept: genotypes.map((genotype) => space.encode(genotype)),
  };
  await journal?.append(entry);
  return { genotypes, entry };
}

async function scan(options: ScanDrawOptions): Promise<{ readonly genotypes: readonly unknown[]; readonly scanned: Scanned }> {
  const { resolved, runners, isAlone, ordinal, count, proxies, limits, objectives, known } = options;
  const quantities = objectives.flatMap((objective) => (objective.kind === 'quantity' ? [objective.quantity] : []));
  const request: ScanRequest = {
    purpose: `draw ${ordinal}`,
    proxies,
    quantities,
    ...(limits === undefined ? {} : { where: limits.text, later: limits.later }),
  };
  const draws = createDraws(resolved.space as SearchSpace, resolved.plan.seed, request.purpose);
  const runner =
    runners.scanner?.(request, isAlone ? 0 : count, known) ?? createLocalScanRunner(createScanner(resolved, request, known));
  const { isTimeUp, onProgress, signal } = options;
  const scanned = await collectScan({
    runner,
    columns: proxies.length + quantities.length,
    isBuilt: buildsNetworks(resolved, proxies),
    count,
    total: draws.count,
    ...(isTimeUp === undefined ? {} : { isTimeUp }),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  });
  return { genotypes: bestOf(scanned, quantities, options).map((place) => draws.at(valueAt(scanned.indices, place))), scanned };
}

/** Places of the best, best first; the first drawn of equals. */
function bestOf(
  { columns, distinct }: Scanned,
  quantities: readonly string[],
  { resolved, proxies, combination, objectives, keep }: ScanDrawOptions,
): number[] {
  const columnAt = (place: number): Float64Array => must(columns[place], 'a column of each number');
  const oriented = (text: string): Float64Array => {
    const { direction } = must(
      resolved.proxies.find((known) => known.text === text),
      'a proxy of the plan',
    ).proxy;
    return columnAt(proxies.indexOf(text)).map((value) =>
      Number.isNaN(value) ? -Infinity : direction === 'higher' ? value : -value,
    );
  };
  const { texts, weights } = levelWeights(resolved, combination, proxies);
  const score = (): Float64Array => {
    const [first, ...others] = texts.map((text, i) => ({ values: oriented(text), weight: valueAt(weights, i) }));
    if (first === undefined) throw new Error('expected a proxy at each level, got none');
    return others.length === 0 || distinct === 0
      ? first.values
      : parseCombination(combination).combination.combine([first, ...others]);
  };
  const known = objectives.filter((objective) => objective.kind !== 'proxy' || proxies.includes(objective.proxy));
  const values = (known.length === 0 ? [undefined] : known).map((objective): Float64Array => {
    if (objective === undefined || objective.kind === 'score')
      return objective?.goal === 'min' ? score().map((value) => -value) : score();
    const column = columnAt(
      objective.kind === 'proxy' ? proxies.indexOf(objective.proxy) : proxies.length + quantities.indexOf(objective.quantity),
    );
    return column.map((value) => (Number.isNaN(value) ? -Infinity : objective.goal === 'max' ? value : -value));
  });
  const only = onlyOf(values);
  if (only !== undefined) return Array.from(bestOrder(only).subarray(0, keep));
  const members = Array.from({ length: distinct }, (_, place) => {
    const numbers = values.map((column) => valueAt(column, place));
    return { genotype: place, level: 0, objectives: numbers.every(Number.isFinite) ? numbers : null };
  });
  return bestFirst(members)
    .slice(0, keep)
    .map(({ genotype }) => genotype as number);
}
