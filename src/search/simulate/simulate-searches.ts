/** Searches replayed on a table of trained accuracies, several runs of each searcher: accuracy against simulated hours, without training. */
import type { Table } from '../../benchmarks/table.js';
import { checkParameter, checkRequest } from '../../core/schema/check-request.js';
import { turn } from '../../core/turn.js';
import type { Host } from '../../engine/host.js';
import { createLocalHost } from '../../engine/local-host.js';
import { hostField, spaceField } from '../../engine/request-fields.js';
import { resolvePlan } from '../../engine/plan.js';
import { planDefaults } from '../../engine/plan.js';
import { planSettings } from '../../engine/plan-settings.js';
import type { Plan, Registry } from '../../engine/types.js';
import {
  openGivenSpace,
  proxyTextsOf,
  registryWith,
  type OpenedSpace,
  type ProxyGiven,
  type SpaceGiven,
} from '../../engine/values.js';
import { openSearcher } from '../../searchers/open-searcher.js';
import type { SearchSpace } from '../../spaces/types.js';
import { simulationSchema } from './request.js';
import { averageCurve, type CurvePoint } from './simulated-curve.js';
import { restrictSpace, simulateSearch, trainingRegistry, trainingText, type Training, type TrainingRecord } from './simulate.js';
import { readTrainingRecords, type TrainingColumns } from './training-records.js';

/** The searchers compared by default. */
export const simulatedSearchers: readonly string[] = ['random', 'evolution:population=10:tournament=3:batch=1'];

/** What to simulate: a table, its columns, and searches. */
export interface SimulationRequest extends TrainingColumns {
  readonly table: Table;
  /** Searcher specs, one curve each; left out, `random` and a small evolution. */
  readonly searchers?: readonly string[];
  /** Trainings in a run, 300 unless given. */
  readonly budget?: number;
  /** Simulated hours after which a run trains nothing more. */
  readonly hours?: number;
  /** Runs of each searcher, with seeds from `seed` on; 100 unless given. */
  readonly runs?: number;
  /** Proxies that guide the searches (warm-up, moves, a shortlist) at no simulated cost. */
  readonly proxies?: readonly ProxyGiven[];
  /** How several guiding proxies become one score. */
  readonly combine?: string;
  readonly seed?: number;
  readonly data?: string;
  readonly batch?: number;
  readonly imageSize?: number;
  readonly init?: string;
  /** Runs that have ended, of all searchers. */
  readonly onRun?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/** Every run of one searcher. */
export interface SimulatedSearcher {
  readonly searcher: string;
  /** The trainings of each run, in order. */
  readonly runs: readonly (readonly Training[])[];
  /** Best so far against simulated hours, over the runs. */
  readonly curve: readonly CurvePoint[];
}

/** The curves of all searchers, and what the table holds. */
export interface SimulationResult {
  readonly searchers: readonly SimulatedSearcher[];
  /** The highest reported accuracy of the table. */
  readonly best: number;
  /** How many architectures the table lists; the searches stay among them. */
  readonly known: number;
  /** Whether the table lists the complete space. */
  readonly isComplete: boolean;
  /** Sentences about the table. */
  readonly notes: readonly string[];
}

/**
 * Replays searches on a table.
 * @param given the space of the table.
 * @param host where the guiding proxies run; by default, in this thread without files.
 * @throws usage errors for the request, data errors where the table does not suit the space, the signal's reason after an abort.
 */
export async function simulateSearches(
  given: SpaceGiven,
  request: SimulationRequest,
  host: Host = createLocalHost(),
): Promise<SimulationResult> {
  checkParameter('space', spaceField, given);
  checkRequest('simulateSearches', simulationSchema, request);
  checkParameter('host', hostField, host);
  const { searchers = simulatedSearchers, budget = 300, runs = 100, proxies = [], seed = planDefaults.seed } = request;
  const opened = await openGivenSpace(given, host);
  const full = opened.space;
  const { records, notes } = readTrainingRecords(request.table, full, request);
  const isComplete = records.size === full.size;
  const space = isComplete ? full : restrictSpace(full, [...records.keys()]);
  for (const searcher of searchers) openSearcher(searcher, { domain: space, seed, budget, levels: proxies.length > 0 ? 2 : 1 });
  const simulated: SimulatedSearcher[] = [];
  for (const searcher of searchers) {
    const trainings: (readonly Training[])[] = [];
    for (let run = 0; run < runs; run++) {
      trainings.push(
        await simulateOne({ opened, space, records, searcher, budget, request: { ...request, seed: seed + run } }, host),
      );
      request.onRun?.(simulated.length * runs + trainings.length, runs * searchers.length);
      await turn();
      request.signal?.throwIfAborted();
    }
    simulated.push({ searcher, runs: trainings, curve: averageCurve(trainings) });
  }
  const best = [...records.values()].reduce((highest, { reported }) => Math.max(highest, reported), -Infinity);
  return { searchers: simulated, best, known: records.size, isComplete, notes };
}

interface OneRun {
  readonly opened: OpenedSpace;
  /** The part of the space that the table lists. */
  readonly space: SearchSpace;
  readonly records: ReadonlyMap<string, TrainingRecord>;
  readonly searcher: string;
  readonly budget: number;
  readonly request: SimulationRequest;
}

async function simulateOne(
  { opened, space, records, searcher, budget, request }: OneRun,
  host: Host,
): Promise<readonly Training[]> {
  const { proxies = [], combine, hours } = request;
  const guides = proxyTextsOf(proxies);
  const planOf = (texts: readonly string[]): Plan => ({
    space: opened.text,
    proxies: texts,
    ...planSettings(request),
  });
  const values = registryWith(opened, proxies);
  const plan =
    guides.length === 0 ? undefined : await host.openPlan(planOf(guides), values === undefined ? {} : { registry: values });
  try {
    const openSpace = (): SearchSpace => space;
    const registry: Registry = trainingRegistry(plan?.registry ?? { openSpace, proxies: [] });
    return await simulateSearch({
      resolved: { ...resolvePlan(planOf([...guides, trainingText]), { ...registry, openSpace }), space },
      ...(plan === undefined ? {} : { guides: plan.runners }),
      searcher,
      budget,
      ...(combine === undefined ? {} : { combination: combine }),
      lookUp: (architecture) => records.get(architecture),
      ...(hours === undefined ? {} : { seconds: hours * 3600 }),
      now: host.now,
    });
  } finally {
    await plan?.close();
  }
}
