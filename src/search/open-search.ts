/**
 * A search from a request to its result. In order:
 *   1. the space is opened, and the names that limits and objectives may use are gathered;
 *   2. searcher, proxies and combination are chosen; defaults fill what the request leaves open;
 *   3. everything that could be refused is checked, so that no error appears after the work is done;
 *   4. the journal is opened: from here a run can be continued;
 *   5. `run` proposes and scores (run-search), ranks, and closes journal and workers.
 */
import { parameter, usageError } from '../core/errors.js';
import { checkParameter, checkRequest } from '../core/schema/check-request.js';
import { createSessionLife } from '../core/session.js';
import { version } from '../core/version.js';
import type { Table } from '../benchmarks/table.js';
import type { Host, OpenedPlan } from '../engine/host.js';
import { askedCombination, chooseCombination, scoreColumns, unweightedNotes } from '../engine/combination.js';
import { createLimits, type Limits } from '../engine/limits/limits.js';
import type { ResolvedPlan } from '../engine/plan.js';
import { searchInNode } from '../engine/needs-node.js';
import { planSettings } from '../engine/plan-settings.js';
import { createLocalHost } from '../engine/local-host.js';
import { requireDrawnWeights } from '../engine/drawn-weights.js';
import { hostField } from '../engine/request-fields.js';
import type { Shard } from '../engine/shard.js';
import { openGivenSpace, proxyTextsOf, registryWith, type ProxyGiven, type SpaceGiven } from '../engine/values.js';
import { combineScores } from '../proxies/combine/index.js';
import type { Device } from '../arch/memory/devices.js';
import type { LatencyTable } from '../runtime/latency/latency-table.js';
import { openSearcher } from '../searchers/open-searcher.js';
import { chooseJudgement } from '../spaces/judgement.js';
import type { SearchSpace } from '../spaces/types.js';
import { withScoreCache, type ScoreCache } from './cache/score-cache.js';
import {
  chooseDraw,
  chooseProxies,
  chooseSearcher,
  closingTime,
  goesInOrder,
  hasTimeForThreads,
  keepsShortlist,
  learns,
} from './choose.js';
import { openCosts, withMeasured } from './costs.js';
import type { Journal, JournalStore, RunSettings, ShardSettings } from './journal/types.js';
import { minimisedNotes, parseObjectives } from './objectives.js';
import { provenanceOf } from './provenance.js';
import { reportingLimits } from './reporting-limits.js';
import { inOrderNotes, leftOutNotes, noTimeNotes, searchNotes } from './result/notes.js';
import { withoutUnreached } from './result/unreached.js';
import { searchHooksSchema, searchSchema } from './request.js';
import { createSearchResult, requireCandidates, withEnding, withTrained, type SearchResult } from './result/result.js';
import { runSearch, type SearchOptions, type SearchOutcome } from './run-search.js';
import { stagesOf } from './stages.js';
import { checkShardedSearcher, checkShardRequest } from './shard/check-shard.js';
import { requestRecord } from './shard/request-record.js';
import { trainFinalists, type FinalistHooks } from './training/train-finalists.js';
import type { Trainer } from '../training/trainer.js';

/** What to search and how. Only the space must be given. */
export interface SearchRequest {
  /** A spec such as `nas-bench-201:C=4:N=1`, or a space as a value. */
  readonly space: SpaceGiven;
  /** Specs such as `epsilon:batch=256`, or proxies as values; left out, the judgement of `effort`. */
  readonly proxies?: readonly ProxyGiven[];
  /** Instead of proxies: `graph` (runs nothing), `forward` (one forward pass) or `gradient`; left out, `graph`. */
  readonly effort?: string;
  /** A searcher spec such as `evolution:population=32`; left out, `exhaustive` for small spaces, `random` with a budget below the size where nothing is run, `shortlist` otherwise. */
  readonly searcher?: string;
  /** The most architectures to propose (for a shortlist: to draw); by default, the searcher's default. */
  readonly budget?: number;
  /** Time for everything in seconds, from `startedAt`. */
  readonly seconds?: number;
  /** Limits such as `params<4e6 and macs<600e6`. */
  readonly where?: string;
  /** What to maximise or minimise: `score` (the default), a proxy, or a quantity such as `macs`; several give a Pareto front. */
  readonly objectives?: readonly string[];
  /** How to combine the scores: `rank-sum:sed=1:epsilon=0.2`; left out, that of the judgement or an aggregate, or equal weights. */
  readonly combine?: string;
  /** Random seed, 0 unless given. */
  readonly seed?: number;
  /** Images for proxies that need them: `ramp` (the default), `noise`; with files (`assay/node`) `cifar10:FILE`, `folder:DIR`. */
  readonly data?: string;
  /** Images in a forward pass; left out, 64, or 16 by the judgement of an effort that runs passes. */
  readonly batch?: number;
  /** Height and width of the images that networks are run on; left out, those of the space, or smaller ones by the judgement of an effort that runs passes. */
  readonly imageSize?: number;
  /** How random weights are drawn; left out, as PyTorch draws them. */
  readonly init?: string;
  /** Accuracies to compare with in the report; its columns may be named as `table.COLUMN` in limits and objectives. */
  readonly table?: Table;
  /** A table of costs, whose columns may be named too. */
  readonly costs?: Table;
  /** A latency table: gives `predictedLatencyMs` in limits and objectives. */
  readonly latencyTable?: LatencyTable;
  /** The small device that `fits` means in limits and objectives; by default, stm32f746. */
  readonly chip?: Device;
  /** Hashes of the files that `costs`, `latencyTable` and `chip` were read from, for the journal. */
  readonly costDigests?: readonly string[];
  /** How many of the best the report lists, 10 unless given. */
  readonly top?: number;
  /** Where the run is saved as it goes on; without it, the run cannot be continued. */
  readonly journal?: JournalStore;
  /** Continue the run in the journal, with the same request; an empty journal starts a run. */
  readonly resume?: boolean;
  /** Score only a part of what is proposed, for `mergeRuns` (`assay/node`); needs a journal and a searcher that many machines can divide. */
  readonly shard?: Shard;
  /** What the journal of a shard keeps of the request; by default, this request. `assay/node` keeps paths instead of what is in the files. */
  readonly asked?: { readonly [parameter: string]: unknown };
  /** Scores saved across runs: looked up before a network is run. */
  readonly cache?: ScoreCache;
  /** How many of the best to train at the end, by `trainer`. */
  readonly train?: number;
  /** Who trains them; a function gets the opened space, before anything is scored. */
  readonly trainer?: Trainer | ((space: SearchSpace) => Trainer);
  /** When the time of `seconds` began, by the host's clock in milliseconds; by default, now. */
  readonly startedAt?: number;
  /** Called with one line for the user: a journal with nothing to continue, limits that reject everything so far. */
  readonly onNotice?: (line: string) => void;
}

/** Callbacks of a running search, and the signal that ends it. */
export type SearchHooks = Pick<SearchOptions, 'onStep' | 'onProgress' | 'onDraw' | 'onRound' | 'signal'> &
  Pick<FinalistHooks, 'onTraining'>;

/** A search that is ready to run. */
export interface SearchSession {
  readonly space: SearchSpace;
  readonly resolved: ResolvedPlan;
  readonly settings: RunSettings;
  readonly combination: string;
  /** Objectives as given. */
  readonly objectives: readonly string[];
  /** Whether the searcher's proposals depend on scores. */
  readonly learns: boolean;
  /** When the search will end, by the host's clock in milliseconds; undefined without a time limit. */
  readonly deadline: number | undefined;
  /**
   * Runs the search to its end, once, and closes it.
   * @throws the reason of an aborted signal (what was scored is in the journal), a usage error for limits that nothing satisfies,
   *   a data error when a journal does not match.
   */
  run(hooks?: SearchHooks): Promise<SearchResult>;
  /** Closes a search that is not run. */
  close(): Promise<void>;
}

/**
 * Opens a search: everything is checked, nothing is scored yet.
 * @param request what to search and how; only the space must be given.
 * @param host where it runs; by default, in this thread without files.
 * @throws usage errors for everything in the request that cannot be done, data errors for tables that do not fit the space.
 */
export async function openSearch(request: SearchRequest, host: Host = createLocalHost()): Promise<SearchSession> {
  checkRequest('openSearch', searchSchema, request, searchInNode);
  checkParameter('host', hostField, host);
  requireDrawnWeights(request.init);
  const { seconds, where, top = 10, table, onNotice = () => undefined } = request;
  const { shard } = request;
  if (shard !== undefined) checkShardRequest(request, request.journal !== undefined);
  const startedAt = request.startedAt ?? host.now();
  const opened = await openGivenSpace(request.space, host);
  const { space } = opened;
  await checkTable(table, space);
  const trainer = chooseTrainer(request, space);
  const named = request.proxies === undefined ? undefined : proxyTextsOf(request.proxies);
  const asked = shard === undefined ? undefined : (request.asked ?? requestRecord(request));
  const costs = await openCosts(space, request);
  const texts = withMeasured(chooseProxies({ proxies: named, seconds, effort: request.effort }, space), costs.measured);
  const registry = registryWith(opened, request.proxies ?? []);
  if (registry !== undefined && request.cache !== undefined)
    throw usageError('cache', {
      expected: 'spaces and proxies by name or file',
      got: 'values',
      hint: 'the cache cannot detect that a value has changed',
      code: 'mismatch',
    });
  const judgement = named === undefined ? chooseJudgement(request.effort, space.properties) : undefined;
  const plan = await host.openPlan(
    { space: opened.text, proxies: texts, ...planSettings(request, { judgement, space }) },
    registry === undefined ? {} : { registry },
  );
  try {
    const { resolved } = plan;
    const searcher = chooseSearcher(request, space, resolved.proxies);
    if (shard !== undefined) checkShardedSearcher(searcher);
    const askedFor = askedCombination(request);
    const combination = chooseCombination({ asked: askedFor?.text, isNamed: named !== undefined }, resolved);
    checkCombination(combination, resolved);
    const objectives = parseObjectives(request.objectives ?? ['score'], resolved, costs.known);
    for (const line of minimisedNotes(request.objectives ?? [])) onNotice(line);
    const limits =
      where === undefined
        ? undefined
        : reportingLimits(createLimits(where, space, costs), {
            now: host.now,
            onNotice,
            ...(host.compute === undefined ? {} : { compute: host.compute }),
          });
    checkSearcher(searcher, space, limits, resolved, request.budget);
    const { machine, engine } = await provenanceOf(host, plan, (request.cache ?? shard) !== undefined);
    const part: ShardSettings | undefined =
      shard === undefined || asked === undefined
        ? undefined
        : { index: shard.index, count: shard.count, request: asked, ...(engine === undefined ? {} : { engine }) };
    const settings = settingsOf(request, plan, { searcher, combination, machine, part });
    const journal = await request.journal?.open({ settings, mode: request.resume === true ? 'resume' : 'start', onNotice });
    const readyAt = host.now();
    const setUp = readyAt - startedAt;
    const deadline =
      seconds === undefined ? undefined : startedAt + Math.max(setUp + 1, seconds * 1000 - closingTime(setUp, seconds));
    const budget = request.budget ?? (deadline === undefined ? chooseDraw(searcher, resolved) : Infinity);
    const decisive = {
      ...(machine === undefined ? {} : { machine }),
      ...(engine === undefined ? {} : { engine }),
      ...(plan.data.digest === undefined ? {} : { digest: plan.data.digest }),
      ...(plan.spaceDigest === undefined ? {} : { spaceDigest: plan.spaceDigest }),
    };
    const cached =
      request.cache === undefined
        ? undefined
        : withScoreCache(plan.runners, { cache: request.cache, resolved, version, ...decisive });
    let closing: Promise<void> | undefined;
    const end = (): Promise<void> => (closing ??= closeAll(plan, journal));
    const life = createSessionLife('search', end);
    return {
      space,
      resolved,
      settings,
      combination,
      objectives: objectives.map(({ text }) => text),
      learns: learns(searcher),
      deadline,
      close: () => life.close(),
      async run(given = {}) {
        checkRequest('run', searchHooksSchema, given);
        const { onTraining, ...hooks } = given;
        life.begin();
        try {
          const outcome = await runSearch({
            resolved,
            runners: cached?.runners ?? plan.runners,
            now: plan.now,
            searcher,
            combination,
            objectives,
            ...(budget === undefined ? {} : { budget }),
            ...(limits === undefined ? {} : { limits }),
            ...(shard === undefined ? {} : { shard }),
            ...(costs.isExtended ? { quantities: costs.known } : {}),
            ...(deadline === undefined
              ? {}
              : { timeLeft: () => deadline - host.now(), drawsAlone: !hasTimeForThreads(setUp, deadline - readyAt) }),
            ...(journal === undefined ? {} : { journal }),
            ...hooks,
          });
          // A part may be empty: there may be fewer architectures than parts.
          if (shard === undefined)
            requireCandidates(outcome, seconds === undefined ? undefined : `\`seconds\` ${seconds} is too short here`);
          // Threads end while this one ranks.
          const ended = end();
          ended.catch(() => undefined);
          const { notes: unreached, ...ranked } = withoutUnreached({ outcome, resolved, combination, objectives });
          const ranking = createSearchResult({
            ...ranked,
            spaceText: opened.text,
            settings,
            quantities: costs.known,
            top,
            ...(table === undefined ? {} : { table }),
            setUp: setUp / 1000,
            now: host.now,
            notes: (finalists) => [
              ...(goesInOrder(searcher) && shard === undefined ? inOrderNotes(seenOf(outcome), space.size ?? Infinity) : []),
              ...noTimeNotes(seconds, setUp / 1000),
              ...unreached,
              ...leftOutNotes(seconds, named, chooseJudgement(request.effort, space.properties).proxies, resolved.plan.proxies),
              ...searchNotes({
                outcome,
                finalists,
                where,
                hits: cached?.hits(),
                ...(keepsShortlist(searcher) ? { stages: stagesOf(resolved).map(({ name }) => name) } : {}),
              }),
              ...(named === undefined ? [] : unweightedNotes(askedFor, resolved)),
              ...costs.notes,
              ...(machine === undefined ? [] : [`measured on ${machine}`]),
            ],
          });
          const rankedAt = host.now();
          await ended;
          const result = withEnding(ranking, (host.now() - rankedAt) / 1000);
          if (trainer === undefined) return result;
          const begun = host.now();
          const trained = await trainFinalists(result.best(request.train), space, trainer, {
            ...(hooks.signal === undefined ? {} : { signal: hooks.signal }),
            ...(onTraining === undefined ? {} : { onTraining }),
          });
          return withTrained(result, trained, trainer.title, (host.now() - begun) / 1000);
        } finally {
          await end();
        }
      },
    };
  } catch (error) {
    await plan.close();
    throw error;
  }
}

/** How many a search proposed or rejected. */
function seenOf({ candidates, limits }: SearchOutcome): number {
  return limits === undefined ? candidates.length : limits.admitted + limits.rejected;
}

/** @throws a usage error for one of `train` and `trainer` without the other. */
function chooseTrainer({ train, trainer }: SearchRequest, space: SearchSpace): Trainer | undefined {
  if (train === undefined && trainer === undefined) return undefined;
  if (trainer === undefined)
    throw usageError(parameter('trainer'), { expected: 'a trainer for the best', got: 'none', code: 'missing' });
  if (train === undefined)
    throw usageError(parameter('train'), { expected: 'how many of the best to train', got: 'nothing', code: 'missing' });
  return typeof trainer === 'function' ? trainer(space) : trainer;
}

async function closeAll(plan: OpenedPlan, journal: Journal | undefined): Promise<void> {
  await Promise.all([plan.close(), journal?.close()]);
}

/** Finds a missing column before the work, not after it. */
async function checkTable(table: Table | undefined, space: SearchSpace): Promise<void> {
  if (table === undefined) return;
  const { readTargets, recognizeTable } = await import('../benchmarks/index.js');
  readTargets(table, recognizeTable(table, space.id));
}

/** Without rows it only checks the text: it finds a wrong weight before the work, not after it. */
function checkCombination(combination: string, { proxies }: ResolvedPlan): void {
  combineScores(combination, scoreColumns(proxies));
}

/** A searcher that does not fit must not leave a journal behind. */
function checkSearcher(
  searcher: string,
  space: SearchSpace,
  limits: Limits | undefined,
  { plan }: ResolvedPlan,
  budget: number | undefined,
): void {
  openSearcher(searcher, {
    domain: limits === undefined ? space : { ...space, admits: (genotype) => limits.admits(genotype) },
    seed: plan.seed,
    levels: 1,
    ...(budget === undefined ? {} : { budget }),
  });
}

/** Everything that decides the lines of the journal. */
function settingsOf(
  { budget, seconds, where, objectives, costDigests = [] }: SearchRequest,
  plan: OpenedPlan,
  chosen: {
    readonly searcher: string;
    readonly combination: string;
    readonly machine: string | undefined;
    readonly part: ShardSettings | undefined;
  },
): RunSettings {
  const { searcher, combination, machine, part } = chosen;
  const digests = plan.resolved.proxies.flatMap(({ proxy }) => proxy.digest ?? []);
  return {
    assay: version,
    plan: plan.resolved.plan,
    searcher,
    ...(budget === undefined ? {} : { budget }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(where === undefined ? {} : { where }),
    // Only a searcher that learns depends on the combination.
    ...(learns(searcher) ? { combine: combination } : { ranking: combination }),
    ...(objectives === undefined ? {} : { objectives }),
    ...(plan.data.digest === undefined ? {} : { digest: plan.data.digest }),
    ...(machine === undefined ? {} : { machine }),
    ...(costDigests.length === 0 ? {} : { costs: costDigests }),
    ...(digests.length === 0 ? {} : { proxyDigests: digests }),
    ...(plan.spaceDigest === undefined ? {} : { spaceDigest: plan.spaceDigest }),
    ...(part === undefined ? {} : { shard: part }),
  };
}
