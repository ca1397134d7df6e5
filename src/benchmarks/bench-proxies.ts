/** Bench: compares proxies, and a combination of them, with the accuracies of a table. */
import { must } from '../core/must.js';
import { parameter, usageError } from '../core/errors.js';
import { checkParameter, checkRequest } from '../core/schema/check-request.js';
import { proxyNotes } from '../engine/proxy-notes.js';
import { plural } from '../core/plural.js';
import { createRng } from '../core/rng.js';
import { aggregateColumn, withAggregates } from '../engine/aggregate-columns.js';
import { askedCombination, scoreColumns } from '../engine/combination.js';
import type { Host, OpenedPlan } from '../engine/host.js';
import { createLocalHost } from '../engine/local-host.js';
import { requireDrawnWeights } from '../engine/drawn-weights.js';
import { hostField, spaceField } from '../engine/request-fields.js';
import { planSettings } from '../engine/plan-settings.js';
import { planDefaults, type ResolvedPlan, type ResolvedProxy } from '../engine/plan.js';
import type { Recorder } from '../engine/recorder.js';
import { isInShard, shardText, type Shard } from '../engine/shard.js';
import { evaluateStream } from '../engine/stream.js';
import {
  openGivenSpace,
  columnsAsked,
  registryWith,
  type OpenedSpace,
  type ProxyGiven,
  type SpaceGiven,
} from '../engine/values.js';
import { isCounted } from '../evidence/levels.js';
import type { Aggregate } from '../proxies/aggregates.js';
import { combineScores, type ScoreColumn } from '../proxies/combine/index.js';
import type { Score } from '../proxies/types.js';
import { benchSchema } from './bench-request.js';
import { benchCsv } from './bench-csv.js';
import { benchRows } from './bench-rows.js';
import { readTargets, type BenchTarget } from './bench-target.js';
import { alignTarget, indexArchitectures, joinTable } from './join-table.js';
import { selectPopulation } from './populations.js';
import { recognizeTable } from './table-formats.js';
import { targetNotes } from './read-accuracies.js';
import { blankNotes, combinationNotes, flatNotes, learnedNote, publishedNote, topNotes, undefinedNotes } from './bench-notes.js';
import { formNotes, manifestNotes, tableNotes } from './table-notes.js';
import { chooseJudgement, type Judgement } from '../spaces/judgement.js';
import type { Table } from './table.js';
import type { BenchRow, UndefinedPolicy } from './types.js';

/** What to compare. */
export interface BenchRequest {
  /** Accuracies by architecture. */
  readonly table: Table;
  /** Specs such as `epsilon:batch=256`, or proxies as values; left out, the judgement of `effort`. Params and MACs are always added. */
  readonly proxies?: readonly ProxyGiven[];
  /** Instead of proxies: `graph` (runs nothing), `forward` (one forward pass) or `gradient`; left out, `graph`. */
  readonly effort?: string;
  /** A combination to add; left out, that of the judgement when no proxies are named, or of an aggregate that is named alone. */
  readonly combine?: string;
  /** A target's name, a column, or `name=column`; left out, the table's test accuracies. */
  readonly targets?: readonly string[];
  /** `all` (the default), `connected`, `live` or `distinct`. */
  readonly population?: string;
  /** Whether undefined scores rank last (the default) or are omitted. */
  readonly undefinedPolicy?: UndefinedPolicy;
  /** Uses only a random sample of this many architectures, drawn with the seed. */
  readonly sample?: number;
  /** Bootstrap resamples for 95 % intervals; 0, the default, gives none. */
  readonly resamples?: number;
  readonly seed?: number;
  readonly data?: string;
  readonly batch?: number;
  readonly imageSize?: number;
  readonly init?: string;
  /** Score only a part of the architectures and compare nothing, for `mergeRuns` (`assay/node`); needs `record`. */
  readonly shard?: Shard;
  /** Opens what saves the scores as they come, once the plan is known; `assay/node` saves them in a `folder`. */
  readonly record?: (run: BenchRun) => Promise<Recorder>;
  /** A proxy begins: its text, and how many architectures it will score. */
  readonly onProxy?: (text: string, total: number) => void;
  /** Architectures scored with the current proxy. */
  readonly onProgress?: (done: number) => void;
  readonly signal?: AbortSignal;
}

/** What a bench scores. */
export interface BenchRun {
  readonly plan: OpenedPlan;
  /** All architectures, those of other shards included, in the order of the table. */
  readonly architectures: readonly string[];
}

/** Rank correlations, and notes about them. */
export interface BenchResult {
  /** One for each proxy and target: rank correlations, with intervals if `bootstrap` is above 0. */
  readonly rows: readonly BenchRow[];
  /** Sentences about the table, the population and the proxies. */
  readonly notes: readonly string[];
  /** Every architecture with its scores as comma-separated text, in the order of the table; equal benches give the same bytes. */
  csv(): string;
  /** Every architecture with its scores and accuracies, for `benchReportData`. */
  readonly scored: BenchScores;
}

/** What a bench compared, one entry an architecture in every list. */
export interface BenchScores {
  /** The name of the table. */
  readonly source: string;
  readonly resolved: ResolvedPlan;
  /** Left out where nothing was combined. */
  readonly combination?: string;
  readonly architectures: readonly string[];
  /** One a proxy, params and MACs included. */
  readonly columns: readonly ScoreColumn[];
  /** The accuracies; none for a part of a bench. */
  readonly targets: readonly BenchTarget[];
}

interface Scored {
  /** The canonical form of each architecture, if the space has one. */
  readonly forms: readonly (string | undefined)[];
  readonly columns: readonly ScoreColumn[];
  /** The seconds of everything that a proxy needs, by its text. */
  readonly seconds: { readonly [key: string]: number };
}

/** Sizes are in every table: most proxies do not beat them. */
const baselines = ['params', 'macs'];

/**
 * Scores the architectures of a table and correlates the scores with its accuracies.
 * @param given the space of the table.
 * @param host where it runs; by default, in this thread without files.
 * @throws usage errors for the request, data errors if the table does not fit the space, the signal's reason after an abort.
 */
export async function benchProxies(
  given: SpaceGiven,
  request: BenchRequest,
  host: Host = createLocalHost(),
): Promise<BenchResult> {
  checkParameter('space', spaceField, given);
  checkRequest('benchProxies', benchSchema, request);
  checkParameter('host', hostField, host);
  requireDrawnWeights(request.init);
  const { table, targets: wanted, seed = planDefaults.seed, resamples = 0, undefinedPolicy = 'last' } = request;
  const opened = await openGivenSpace(given, host);
  const { space } = opened;
  const judgement = chooseJudgement(request.effort, space.properties, request.proxies?.map(String));
  const format = recognizeTable(table, space.id);
  const targets = readTargets(table, format, wanted);
  const index = indexArchitectures(table, format.architecture, (text) => space.encode(space.decode(text)));
  const { shard } = request;
  if (shard !== undefined && request.record === undefined)
    throw usageError(parameter('shard'), { expected: 'a `folder` for the part', got: 'none', code: 'missing' });
  const all = sampled(index.architectures, request.sample, seed);
  const chosen = [...all.entries()].filter(([place]) => isInShard(place, shard));
  const places = chosen.map(([place]) => place);
  const architectures = chosen.map(([, architecture]) => architecture);
  const population = selectPopulation(request.population ?? 'all', space, architectures);
  const plan = await openBenchPlan(opened, request, judgement, host);
  const own = await scoreAndRecord(architectures, places, all, plan, request).finally(() => plan.close());
  if (shard !== undefined)
    return {
      rows: [],
      notes: [`part ${shardText(shard)}: ${plural(architectures.length, 'architecture')} of ${table.source} scored`],
      csv: () => benchCsv(architectures, own.forms, own.columns),
      scored: { source: table.source, resolved: plan.resolved, architectures, columns: own.columns, targets: [] },
    };
  const { aggregates } = columnsAsked(request.proxies ?? []);
  const scored = aggregates.reduce((columns, aggregate) => withColumn(columns, aggregate, host.now), own);
  const combine = askedCombination(request, judgement)?.text;
  const combined = combine === undefined ? undefined : combinedColumn(combine, scored, host.now);
  const join = joinTable(index, architectures);
  const aligned = targets.map((target): BenchTarget => alignTarget(target, index, join));
  const rows = benchRows({
    architectures,
    columns: [...(combined === undefined ? [] : [combined.column]), ...scored.columns],
    targets: aligned,
    populations: [population],
    undefinedPolicy,
    seconds: { ...scored.seconds, ...(combined === undefined ? {} : { [combined.column.key]: combined.seconds }) },
    ...(resamples > 0 ? { interval: { seed, resamples } } : {}),
  });
  const { manifest } = table;
  const notes = [
    `${plural(architectures.length, 'architecture')} of ${table.source}, population ${population.name}, undefined scores ${undefinedPolicy === 'last' ? 'rank last' : 'omitted'}`,
    ...(manifest === undefined ? [] : [`${manifest.source.title}, from ${manifest.source.name}`, ...manifestNotes(manifest)]),
    ...tableNotes(index, targets),
    ...formNotes(index, architectures, scored.forms, targets),
    ...blankNotes(rows, table, targets),
    ...targets.flatMap((target) => targetNotes(target, target.values)),
    ...flatNotes(rows, aligned),
    ...topNotes(rows),
    ...undefinedNotes(scored.columns),
    ...plan.resolved.proxies.flatMap((proxy) => learnedNote(proxy, scored.forms)),
    ...proxyNotes(plan.resolved),
    ...plan.resolved.proxies.flatMap((proxy) => publishedNote(proxy, plan.resolved, undefinedPolicy)),
    ...combinationNotes(combine, space),
  ];
  const columns = [...scored.columns, ...(combined === undefined ? [] : [{ ...combined.column, key: 'combined' }])];
  return {
    rows,
    notes,
    csv: () => benchCsv(architectures, scored.forms, columns),
    scored: {
      source: table.source,
      resolved: withAggregates(plan.resolved, aggregates),
      architectures,
      columns: scored.columns,
      targets: aligned,
      ...(combine === undefined ? {} : { combination: combine }),
    },
  };
}

function openBenchPlan(opened: OpenedSpace, request: BenchRequest, judgement: Judgement, host: Host): Promise<OpenedPlan> {
  const { proxies = judgement.proxies } = request;
  const { texts } = columnsAsked(proxies);
  const registry = registryWith(opened, proxies);
  return host.openPlan(
    {
      space: opened.text,
      proxies: [...texts, ...baselines.filter((id) => !texts.includes(id))],
      ...planSettings(request, { judgement: request.proxies === undefined ? judgement : undefined, space: opened.space }),
    },
    registry === undefined ? {} : { registry },
  );
}

/** The baselines that are added to the named proxies, and parts of aggregates: no combination counts them, unless a weight names them. */
function columnsBeside({ proxies = [] }: BenchRequest): string[] {
  const { texts, parts } = columnsAsked(proxies);
  return [...parts, ...baselines.filter((id) => !texts.includes(id))];
}

/** Scores everything; what an earlier run saved is not scored again. */
async function scoreAndRecord(
  architectures: readonly string[],
  places: readonly number[],
  all: readonly string[],
  plan: OpenedPlan,
  request: BenchRequest,
): Promise<Scored> {
  const recorder = await request.record?.({ plan, architectures: all });
  try {
    const scored = await scoreAll(architectures, places, plan, request, recorder);
    await recorder?.finish();
    return scored;
  } finally {
    await recorder?.close();
  }
}

/**
 * Runs one proxy after the other, so that each is charged the wall time of everything it needs. Those that build and run nothing are scored together,
 * because reading the architectures takes longer than they do; what they share is charged to the first.
 */
async function scoreAll(
  architectures: readonly string[],
  places: readonly number[],
  { resolved, runners, now }: OpenedPlan,
  request: BenchRequest,
  recorder: Recorder | undefined,
): Promise<Scored> {
  const { onProxy, onProgress, signal } = request;
  const byText = new Map(resolved.proxies.map(({ text }): [string, Score[]] => [text, []]));
  const seconds: Record<string, number> = {};
  const forms: (string | undefined)[] = [];
  for (const texts of togetherIn(resolved)) {
    onProxy?.(texts.join(','), architectures.length);
    const started = now();
    const taken = new Map(texts.map((text) => [text, 0]));
    const stream = evaluateStream(architectures, {
      resolved,
      runner: runners.choose(texts, architectures.length),
      proxies: texts,
      total: architectures.length,
      now,
      canonicalAt: (i) => forms[i],
      labelAt: (i) => ({ place: must(places[i], 'a place of each architecture') }),
      ...(recorder === undefined ? {} : { replay: (job) => recorder.replay(job) }),
      onProgress: ({ done }) => onProgress?.(done),
      ...(signal === undefined ? {} : { signal }),
    });
    for await (const chunk of stream)
      for (const { index, canonical, evaluation, ran } of chunk) {
        if (ran !== undefined) await recorder?.record(ran.job, ran.evaluation);
        for (const text of texts) {
          byText.get(text)?.push(must(evaluation.scores[text], 'the score of the proxy'));
          taken.set(text, (taken.get(text) ?? 0) + (ran?.evaluation.seconds[text] ?? 0));
        }
        forms[index] = canonical;
      }
    const all = [...taken.values()].reduce((sum, own) => sum + own, 0);
    texts.forEach((text, place) => {
      const share = all > 0 ? (taken.get(text) ?? 0) / all : place === 0 ? 1 : 0;
      seconds[text] = (share * (now() - started)) / 1000;
    });
  }
  const columns = scoreColumns(resolved.proxies, (text) => byText.get(text) ?? [], columnsBeside(request));
  return { forms, columns, seconds };
}

/** Proxies by the streams that score them, in the order of the plan. */
function togetherIn({ proxies }: ResolvedPlan): readonly (readonly string[])[] {
  const isQuick = ({ requests }: ResolvedProxy): boolean => requests.every(isCounted);
  const quick = proxies.filter(isQuick).map(({ text }) => text);
  return proxies.flatMap((proxy) => (isQuick(proxy) ? (proxy.text === quick[0] ? [quick] : []) : [[proxy.text]]));
}

/** The scores with the column of an aggregate; its time is that of its parts. */
function withColumn({ forms, columns, seconds }: Scored, aggregate: Aggregate, now: () => number): Scored {
  const started = now();
  const column = aggregateColumn(aggregate, columns);
  const parts = aggregate.proxies.reduce((sum, text) => sum + (seconds[text] ?? NaN), 0);
  return { forms, columns: [...columns, column], seconds: { ...seconds, [aggregate.id]: parts + (now() - started) / 1000 } };
}

function combinedColumn(
  text: string,
  { columns, seconds }: Scored,
  now: () => number,
): { readonly column: ScoreColumn; readonly seconds: number } {
  const started = now();
  const combined = combineScores(text, columns);
  const scores = Array.from(combined.values, (value): Score => ({ ok: true, value }));
  const parts = Object.keys(combined.weights).reduce((sum, key) => sum + (seconds[key] ?? NaN), 0);
  return {
    column: { key: text, id: 'combined', direction: 'higher', scores },
    seconds: parts + (now() - started) / 1000,
  };
}

/** A sample of the table's architectures without repetition, in table order; all of them when no number is given. */
function sampled(architectures: readonly string[], count: number | undefined, seed: number): readonly string[] {
  if (count === undefined || count >= architectures.length) return architectures;
  const chosen = new Set(
    createRng(seed, 'bench sample')
      .shuffle([...architectures.keys()])
      .slice(0, count),
  );
  return architectures.filter((_, i) => chosen.has(i));
}
