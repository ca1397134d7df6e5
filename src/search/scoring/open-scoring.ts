/** Scores any number of architectures (published strings, networks, model files), and ranks them. */
import { drawnLabelNotes } from '../../engine/proxy-notes.js';
import { must } from '../../core/must.js';
import type { Cost } from '../../arch/cost.js';
import { graphTopology } from '../../arch/graph-topology.js';
import type { Architecture } from '../../arch/types.js';
import { quote, usageError, parameter, shortPlace } from '../../core/errors.js';
import { checkParameter, checkRequest } from '../../core/schema/check-request.js';
import { createSessionLife } from '../../core/session.js';
import type { Host, OpenedPlan } from '../../engine/host.js';
import { createLocalHost } from '../../engine/local-host.js';
import { hostField } from '../../engine/request-fields.js';
import type { ResolvedPlan } from '../../engine/plan.js';
import { scoringInNode, refuseFile } from '../../engine/needs-node.js';
import { planSettings } from '../../engine/plan-settings.js';
import type { Recorder } from '../../engine/recorder.js';
import { isInShard, type Shard } from '../../engine/shard.js';
import { evaluateStream, type Progress } from '../../engine/stream.js';
import type { Candidate, Evaluation } from '../../engine/types.js';
import { withAggregates } from '../../engine/aggregate-columns.js';
import { columnsAsked, registryWith, type ProxyGiven, type SpaceGiven } from '../../engine/values.js';
import { parseCombination, weighProxies } from '../../proxies/combine/index.js';
import { keepInit } from '../../runtime/weights/definitions.js';
import { askedCombination, scoreColumns } from '../../engine/combination.js';
import { chooseJudgement, type Judgement } from '../../spaces/judgement.js';
import type { SearchSpace } from '../../spaces/types.js';
import { withMeasured, type CostOptions } from '../costs.js';
import { createJournalRecorder, listSettings } from '../journal/journal-recorder.js';
import type { JournalStore } from '../journal/types.js';
import { provenanceOf } from '../provenance.js';
import { requireJournal } from '../shard/check-shard.js';
import { requestRecord } from '../shard/request-record.js';
import { costOf } from './cost-of.js';
import { spaceOf } from './detect-space.js';
import { openItemCosts, type ItemCosts } from './item-costs.js';
import { checkItem, stringsOf } from './read-items.js';
import { createScoringResult } from './scoring-result.js';
import { scoringHooksSchema, scoringSchema } from './request.js';
import type { ScoreRanking } from './score-report.js';
import type { BadItem, GoodItem, Item } from './types.js';

/** What to score and how. */
export interface ScoringRequest extends CostOptions {
  /** Limits such as `params<4e6 and peakBytes<256KiB`: architectures that break them are not ranked. */
  readonly where?: string;
  /** What to rank by: `score` (the default), a proxy, or a quantity such as `macs`; several rank by Pareto fronts. */
  readonly objectives?: readonly string[];
  /** Published strings, networks, or items that were already read. */
  readonly architectures: readonly (string | Architecture | Item)[];
  /** The space of the strings; by default, the only one that reads them all. */
  readonly space?: SpaceGiven;
  /** Specs such as `epsilon:batch=256`, or proxies as values; left out, the judgement, with sed and epsilon beside it. */
  readonly proxies?: readonly ProxyGiven[];
  /** Instead of proxies: `graph` (runs nothing), `forward` (one forward pass) or `gradient`; left out, `graph`. */
  readonly effort?: string;
  /** How to combine the scores; left out, all but the sizes weigh the same. */
  readonly combine?: string;
  readonly seed?: number;
  readonly data?: string;
  readonly batch?: number;
  readonly imageSize?: number;
  /** How random weights are drawn; `keep` takes the weights of .onnx files. */
  readonly init?: string;
  /** Where the scores are saved as they come; without it, they cannot be continued. */
  readonly journal?: JournalStore;
  /** Continue what is in the journal, with the same request; an empty journal starts it. */
  readonly resume?: boolean;
  /** Called with one line for the user: an architecture that cannot be read, a journal with nothing to continue. */
  readonly onNotice?: (line: string) => void;
  /** Score only a part, for `mergeRuns` (`assay/node`); needs a journal. */
  readonly shard?: Shard;
  /** How model files were read, for the journal: a continued run must read them so. */
  readonly reading?: string;
  /** Hash of what these files hold, for the same. */
  readonly modelDigest?: string;
  /** What the journal of a shard keeps of the request; by default, this request. `assay/node` keeps paths instead of what is in the files. */
  readonly asked?: { readonly [parameter: string]: unknown };
}

/** One architecture scored. */
export interface ScoredRow {
  readonly item: GoodItem;
  readonly evaluation: Evaluation;
  readonly cost: Cost;
  /** The values that limits and objectives name, and whether the limits are met. */
  readonly costs: ItemCosts;
}

/** Callbacks while architectures are scored. */
export interface ScoringHooks {
  /** Called for one architecture after the other, in their order. */
  readonly onScored?: (row: ScoredRow) => void;
  /** Architectures finished so far. */
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/** Scored architectures, ready to be ranked. */
export interface ScoringResult {
  /** In the order given, without the failures. */
  readonly rows: readonly ScoredRow[];
  /** What could not be read, with the reason; it has no score. */
  readonly failures: readonly BadItem[];
  /** Those that meet the limits, in the order given; only these are ranked. */
  readonly kept: readonly ScoredRow[];
  /** Those that break them. */
  readonly broken: readonly ScoredRow[];
  /** The combined scores of those kept, and the places of the rows, best first. @throws a usage error when the combination does not suit the proxies. */
  ranking(): ScoreRanking;
  readonly resolved: ResolvedPlan;
  /** The rows from best to worst. */
  ranked(): readonly (ScoredRow & { readonly rank: number; readonly combined: number; readonly front?: number | null })[];
  /** Every row with its scores as comma-separated text, in the order given; equal scorings give the same bytes. */
  csv(): string;
  /** The ranking as one HTML page. @param seconds that scoring took. */
  report(title: string, seconds: number): string;
}

/** Architectures that are ready to be scored. */
export interface ScoringSession {
  readonly space: SearchSpace | undefined;
  /** By text, in the order of the scores; aggregates that stand beside others come last. */
  readonly proxies: readonly string[];
  /** Those of them that are known only once all is scored: aggregates. */
  readonly aggregates: readonly string[];
  readonly items: readonly GoodItem[];
  /** What could not be read, with the reason. */
  readonly failures: readonly BadItem[];
  /** Sentences for the user: what was skipped, which proxies were left out. */
  readonly notes: readonly string[];
  /** Scores everything, once, and closes the scoring. @throws the reason of an aborted signal. */
  run(hooks?: ScoringHooks): Promise<ScoringResult>;
  /** Ends the workers if `run` is not called. */
  close(): Promise<void>;
}

/**
 * Opens architectures for scoring: they are read and checked, nothing is scored yet.
 * @param request what to score and how; only the architectures must be given.
 * @param host where it runs; by default, in this thread without files.
 * @throws usage errors for the request, and the error of a single architecture that cannot be read; of several, the others are scored.
 */
export async function openScoring(request: ScoringRequest, host: Host = createLocalHost()): Promise<ScoringSession> {
  checkRequest('openScoring', scoringSchema, request, scoringInNode);
  checkParameter('host', hostField, host);
  const { combine, init } = request;
  if (combine !== undefined) parseCombination(combine);
  const items = request.architectures.map(itemOf);
  const named = request.space;
  const opened = await spaceOf({ named, openSpace: host.openSpace }, named === undefined ? stringsOf(items) : []);
  const { shard } = request;
  if (shard !== undefined) requireJournal(request.journal !== undefined);
  const record = shard === undefined ? undefined : (request.asked ?? requestRecord(request));
  if (
    shard !== undefined &&
    request.proxies === undefined &&
    request.effort === undefined &&
    stringsOf(items).length < items.length
  )
    throw usageError(parameter('proxies'), {
      expected: 'the proxies by name, because without names they depend on all networks',
      got: 'none',
      code: 'missing',
    });
  const good: GoodItem[] = [];
  /** The places of the good ones among all. */
  const places: number[] = [];
  const failures: BadItem[] = [];
  for (const [place, item] of items.entries()) {
    if (!isInShard(place, shard)) continue;
    const checked = checkItem(item, opened?.space);
    if (!checked.ok) failures.push(checked);
    else {
      good.push(checked);
      places.push(place);
    }
  }
  const itemAt = (i: number): GoodItem => must(good[i], 'an architecture at each place');
  const [failure] = failures;
  if (shard === undefined && good.length === 0 && failures.length === 1 && failure !== undefined) throw failure.error;
  const judgement = chooseJudgement(request.effort, opened?.space.properties, request.proxies?.map(String));
  const chosen = chooseScored(request, judgement, good, opened?.space);
  const combination = askedCombination(request, judgement);
  const costs = await openItemCosts(opened?.space, request);
  const asked = columnsAsked(chosen.proxies);
  const proxies = withMeasured(asked.texts, costs.measured);
  const aggregates = asked.aggregates.map(({ id }) => id);
  const candidates = good.map((item) => candidateOf(item, init));
  const registry = registryWith(opened, chosen.proxies);
  const plan = await host.openPlan(
    {
      ...(opened === undefined ? {} : { space: opened.text }),
      proxies,
      ...planSettings(request, {
        judgement: request.proxies === undefined ? judgement : undefined,
        space: opened?.space,
      }),
    },
    {
      architectures: good.flatMap(({ candidate }) => (typeof candidate === 'string' ? [] : [candidate])),
      ...(registry === undefined ? {} : { registry }),
    },
  );
  const { resolved } = plan;
  const objectives = await orClose(plan, () => costs.objectives(resolved));
  if (combine !== undefined)
    await orClose(plan, () => {
      weighProxies(combine, scoreColumns(withAggregates(resolved, asked.aggregates).proxies, undefined, asked.parts));
    });
  const recorder = await orClose(plan, () => openRecorder(request, items, plan, host, record));
  // After all that may refuse the request, so that a refusal does not stand below a long list.
  for (const bad of failures) request.onNotice?.(failureText(bad));
  const close = async (): Promise<void> => {
    await plan.close();
    await recorder?.close();
  };
  const life = createSessionLife('scoring', close);
  return {
    space: opened?.space,
    proxies: [...proxies, ...aggregates],
    aggregates,
    items: good,
    failures,
    notes: [
      ...good.flatMap(({ name, remarks = [] }) => remarks.map((remark) => `${name}: ${remark}`)),
      ...chosen.notes,
      ...(request.proxies === undefined || combination?.of === undefined || good.length > 1
        ? []
        : [`${combination.of} ranks several architectures together; these are its parts`]),
      ...drawnLabelNotes(plan.resolved),
      ...costs.notes,
    ],
    close: () => life.close(),
    async run(hooks = {}) {
      checkRequest('run', scoringHooksSchema, hooks);
      const { onScored, onProgress, signal } = hooks;
      life.begin();
      const rows: ScoredRow[] = [];
      try {
        const stream = evaluateStream(candidates, {
          resolved,
          runner: plan.runners.choose(proxies, candidates.length),
          knownAt: (i) => itemAt(i).known,
          total: candidates.length,
          now: plan.now,
          labelAt: (i) => ({ place: must(places[i], 'a place of each'), name: itemAt(i).name }),
          ...(recorder === undefined ? {} : { replay: (job) => recorder.replay(job) }),
          ...(onProgress === undefined ? {} : { onProgress }),
          ...(signal === undefined ? {} : { signal }),
        });
        for await (const chunk of stream)
          for (const { index, evaluation, ran } of chunk) {
            if (ran !== undefined) await recorder?.record(ran.job, ran.evaluation);
            const item = itemAt(index);
            const { scores } = evaluation;
            const row = { item, evaluation: withoutLine(evaluation), cost: costOf(item), costs: costs.costsOf(item, scores) };
            rows.push(row);
            onScored?.(row);
          }
        await recorder?.finish();
      } finally {
        await close();
      }
      return createScoringResult({ rows, failures }, resolved, asked, combination?.text, objectives, request.where);
    },
  };
}

/** Saves what is scored in the journal of the request, if it names one. */
async function openRecorder(
  { journal, resume, onNotice, shard, reading, modelDigest }: ScoringRequest,
  items: readonly Item[],
  plan: OpenedPlan,
  host: Host,
  asked: { readonly [parameter: string]: unknown } | undefined,
): Promise<Recorder | undefined> {
  if (journal === undefined) return undefined;
  const { machine, engine } = await provenanceOf(host, plan, shard !== undefined);
  const part =
    shard === undefined || asked === undefined
      ? undefined
      : { ...shard, request: asked, ...(engine === undefined ? {} : { engine }) };
  const names = items.map(({ name }) => name);
  const settings = listSettings(plan, { verb: 'score', names, reading, modelDigest, machine, shard: part });
  const mode = resume === true ? 'resume' : 'start';
  return createJournalRecorder(await journal.open({ settings, mode, ...(onNotice === undefined ? {} : { onNotice }) }));
}

/** Once recorded, the line of a part that is merged is not kept: there may be very many. */
function withoutLine(evaluation: Evaluation): Evaluation {
  if (evaluation.line === undefined) return evaluation;
  const { line: _, ...kept } = evaluation;
  return kept;
}

async function orClose<T>(plan: OpenedPlan, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    await plan.close();
    throw error;
  }
}

/** Errors about files and lines already name them. */
function failureText({ where, error }: BadItem): string {
  return error.message.startsWith(shortPlace(where)) ? error.message : `${where}: ${error.message}`;
}

function itemOf(given: string | Architecture | Item): Item {
  if (typeof given === 'string') {
    refuseFile(parameter('architectures'), given, 'published strings or networks', 'openScoring');
    return { where: quote(given, 120), ok: true, candidate: given, name: given };
  }
  if ('ok' in given) return given;
  const name = given.name ?? 'architecture';
  return { where: name, ok: true, candidate: given, name };
}

/**
 * The named proxies; by default the judgement, and with it SED and epsilon without a weight in the ranking,
 * if the space or the network has them.
 */
function chooseScored(
  { proxies: named, effort }: ScoringRequest,
  judgement: Judgement,
  items: readonly GoodItem[],
  space: SearchSpace | undefined,
): { readonly proxies: readonly ProxyGiven[]; readonly notes: readonly string[] } {
  if (named !== undefined) return { proxies: named, notes: [] };
  const beside = (more: readonly string[], notes: readonly string[] = []) => ({
    proxies: [...new Set([...judgement.proxies, ...more])],
    notes,
  });
  if (effort !== undefined) return beside([]);
  if (space !== undefined)
    return beside(space.topology === undefined || space.properties?.constantWeights === undefined ? [] : ['sed', 'epsilon']);
  const answers = items.flatMap(({ candidate }) => (typeof candidate === 'string' ? [] : [graphTopology(candidate)]));
  const reason = answers.find((answer) => !answer.ok)?.reason;
  if (reason === undefined || answers.some(({ ok }) => ok)) return beside(['sed', 'epsilon']);
  return beside(['epsilon'], [`sed is left out: ${reason}`]);
}

/** What the engine receives for an item: with the weights of its file if `init` is `keep`. */
function candidateOf({ candidate, path, name }: GoodItem, init: string | undefined): Candidate {
  if (init !== keepInit) return candidate;
  if (typeof candidate === 'string' || path === undefined || !path.toLowerCase().endsWith('.onnx'))
    throw usageError(parameter('init', 'keep'), { expected: '.onnx files, which hold weights', got: name, code: 'missing' });
  return { architecture: candidate, weights: path };
}
