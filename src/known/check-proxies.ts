/** Does a score rank your space? Proxies against a few networks with known accuracies, and what each adds to params and MACs. */
import type { KnownRequest } from './known-request.js';
import {
  kendallInterval,
  kendallTauB,
  leavesFreedom,
  partialSpearman,
  ranks,
  spearman,
  type PartialCorrelation,
} from '../core/statistics/index.js';
import { checkParameter, checkRequest } from '../core/schema/check-request.js';
import { plural } from '../core/plural.js';
import { createLocalHost } from '../engine/local-host.js';
import { hostField } from '../engine/request-fields.js';
import type { Host } from '../engine/host.js';
import { planDefaults } from '../engine/plan.js';
import { planSettings } from '../engine/plan-settings.js';
import { aggregateOf } from '../proxies/aggregates.js';
import { askedCombination } from '../engine/combination.js';
import { openGivenSpace, proxyTextsOf, type ProxyGiven } from '../engine/values.js';
import { scoreColumns } from '../engine/combination.js';
import { combineScores, orientScores } from '../proxies/combine/index.js';
import type { Score } from '../proxies/types.js';
import { columnOf } from '../search/column-of.js';
import { chooseJudgement } from '../spaces/judgement.js';
import { openScoring, type ScoredRow, type ScoringHooks } from '../search/scoring/open-scoring.js';
import { isSize } from '../search/result/sizes.js';
import { checkHooksSchema, checkSchema } from './check-request.js';
import { readKnown, type KnownNames } from './read-known.js';
import { verdictOf, type Verdict } from './verdict.js';

/** What to check, and against what. */
export interface CheckRequest extends KnownRequest {
  /** Left out: the judgement, its parts, and what costs next to nothing. */
  readonly proxies?: readonly ProxyGiven[];
  /** Which judgement. */
  readonly effort?: string;
}

/** What is called while scores are computed, and what ends it. */
export type CheckHooks = Pick<ScoringHooks, 'onProgress' | 'signal'>;

/** One score against the known accuracies. */
export interface CheckRow {
  /** The proxy's text; `judgement` for the combination that ranks by default; `field rank` for a part of one. */
  readonly proxy: string;
  readonly role: 'judgement' | 'proxy' | 'part';
  readonly n: number;
  /** Networks without this score: they rank last. */
  readonly undefined: number;
  /** Kendall's tau-b, with a 95 % interval for few networks. */
  readonly tau: number | null;
  readonly interval: readonly [number, number] | null;
  readonly spearman: number | null;
  /** Rank correlation with params, and with MACs. */
  readonly withParams: number | null;
  readonly withMacs: number | null;
  /** Partial rank correlation given params and MACs (and family). */
  readonly beyondSize: PartialCorrelation | null;
  readonly verdict: Verdict;
}

/** Every score against the known accuracies. */
export interface CheckResult {
  readonly rows: readonly CheckRow[];
  /** Networks with different functions. */
  readonly networks: number;
  readonly target: string;
  readonly notes: readonly string[];
}

/** Next to nothing to compute, for every kind of network. */
const cheap = ['params', 'macs', 'convs', 'depth', 'field', 'field-rank', 'field-last', 'field-meco'];
const cheapWired = ['sed', 'sed:preset=nas-bench-201'];
const sizes = ['params', 'macs'];

/**
 * Compares proxies with a few known accuracies, and what each adds to params and MACs.
 * @throws usage errors for the request, data errors for a list that says nothing, the signal's reason after an abort.
 */
export async function checkProxies(
  request: CheckRequest,
  hooks: CheckHooks = {},
  host: Host = createLocalHost(),
): Promise<CheckResult> {
  checkRequest('checkProxies', checkSchema, request);
  checkRequest('checkProxies', checkHooksSchema, hooks);
  checkParameter('host', hostField, host);
  const { known: table, target, seed = planDefaults.seed } = request;
  const opened = request.space === undefined ? undefined : await openGivenSpace(request.space, host);
  const names: KnownNames = opened === undefined ? { models: request.models ?? [] } : { space: opened.space };
  const { networks, target: column, notes } = readKnown(table, names, target);
  const judgement = chooseJudgement(request.effort, opened?.space.properties, request.proxies?.map(String));
  const isWired = opened === undefined || opened.space.topology !== undefined;
  const combination = askedCombination(request, judgement);
  const asked =
    request.proxies === undefined
      ? [...judgement.proxies, ...cheap, ...(isWired ? cheapWired : [])]
      : withAggregate(request.proxies);
  const session = await openScoring(
    {
      architectures: networks.map(({ item }) => item),
      ...(request.space === undefined ? {} : { space: request.space }),
      proxies: [...new Set([...asked, ...sizes.filter((id) => !proxyTextsOf(asked).includes(id))])],
      ...planSettings(request, {
        judgement: request.proxies === undefined ? judgement : undefined,
        space: opened?.space,
      }),
    },
    host,
  );
  const { rows, resolved } = await session.run(hooks);
  const columns = scoreColumns(resolved.proxies, (text) => scoresOf(text, rows));
  const scores: ScoreList[] = columns.map((one) => ({
    proxy: one.key,
    role: 'proxy',
    values: orientScores(one),
    undefined: [...one.scores].filter(({ ok }) => !ok).length,
  }));
  const sizeOf = (id: string): Float64Array => scores.find(({ proxy }) => proxy === id)?.values ?? new Float64Array(rows.length);
  const families = networks.flatMap(({ family }) => family ?? []);
  const context: CheckContext = {
    accuracies: networks.map(({ accuracy }) => accuracy),
    params: sizeOf('params'),
    macs: sizeOf('macs'),
    seed,
    ...(families.length === networks.length ? { families } : {}),
  };
  // What stands beside the judgement may be another form of one of its proxies.
  const judging = request.proxies === undefined ? columns.filter(({ key }) => judgement.proxies.includes(key)) : columns;
  // A judgement of one score is that score.
  const isJoint = request.proxies !== undefined || judgement.proxies.length > 1;
  const judged: ScoreList[] =
    combination?.of === undefined || !isJoint
      ? []
      : [
          {
            proxy: combination.of,
            role: 'judgement',
            values: combineScores(combination.text, judging).values,
            undefined: 0,
          },
        ];
  const parts = request.proxies === undefined ? judgement.proxies.flatMap((text) => partsOf(text, rows)) : [];
  const forms = new Set(networks.map(({ form }) => form));
  const learned = new Map(
    resolved.proxies.map(({ text, proxy }) => [text, proxy.learnedFrom?.filter((form) => forms.has(form)).length ?? 0]),
  );
  const checked = [...judged, ...scores, ...parts].map((list) => withoutLearned(checkRow(list, context), learned));
  return {
    rows: checked,
    networks: networks.length,
    target: column,
    notes: [
      ...notes,
      ...session.notes,
      ...judged.map(({ proxy }) => `${proxy}: ${combination?.text}`),
      ...(context.families === undefined ? [] : ['beyond size: without what params, MACs and family say']),
    ],
  };
}

/** Accuracies that a score was fitted to do not judge it. */
function withoutLearned(row: CheckRow, learned: ReadonlyMap<string, number>): CheckRow {
  const count = learned.get(row.proxy) ?? 0;
  if (count === 0) return row;
  const text = `was fitted to ${count} of these ${plural(row.n, 'network')}: they cannot judge it (assay fit prints how it ranks others)`;
  return { ...row, verdict: { kind: 'unknown', text } };
}

/** Values of which higher is better, -Infinity where undefined. */
interface ScoreList extends Pick<CheckRow, 'proxy' | 'role' | 'undefined'> {
  readonly values: Float64Array;
}

function scoresOf(text: string, rows: readonly ScoredRow[]): Score[] {
  return rows.map(({ evaluation }) => columnOf(evaluation.scores, text));
}

/** The terms that a proxy adds up. */
function partsOf(text: string, rows: readonly ScoredRow[]): ScoreList[] {
  const scores = scoresOf(text, rows);
  const names = new Set(scores.flatMap((score) => (score.ok ? Object.keys(score.parts ?? {}) : [])));
  return [...names].map((name) => {
    const values = Float64Array.from(scores, (score) => (score.ok ? (score.parts?.[name] ?? -Infinity) : -Infinity));
    return { proxy: `${text} ${name}`, role: 'part', values, undefined: values.filter((value) => value === -Infinity).length };
  });
}

interface CheckContext {
  readonly accuracies: readonly number[];
  readonly params: Float64Array;
  readonly macs: Float64Array;
  readonly families?: readonly string[];
  readonly seed: number;
}

function checkRow({ values, ...list }: ScoreList, { accuracies, params, macs, families, seed }: CheckContext): CheckRow {
  // Ranks: the same order, without infinities.
  const scores = ranks(values);
  const n = accuracies.length;
  const tau = kendallTauB(scores, accuracies);
  const interval = tau === null ? null : kendallInterval(tau, n);
  const isItselfSize = isSize(list.proxy);
  const beyondSize = isItselfSize
    ? null
    : partialSpearman(scores, accuracies, [params, macs], { seed, ...(families === undefined ? {} : { groups: families }) });
  const [withParams, withMacs] = [spearman(scores, params), spearman(scores, macs)];
  const withAccuracy = spearman(scores, accuracies);
  return {
    ...list,
    n,
    tau,
    interval,
    spearman: withAccuracy,
    withParams,
    withMacs,
    beyondSize,
    verdict: verdictOf({
      n,
      tau,
      interval,
      partial: beyondSize,
      isTooFew: !leavesFreedom(n, [params, macs], families),
      isSize: isItselfSize,
      hasFamilies: families !== undefined,
      undefined: list.undefined,
    }),
  };
}

/** The proxies with an aggregate replaced by its parts, so that others may stand beside them. */
function withAggregate(proxies: readonly ProxyGiven[]): readonly ProxyGiven[] {
  return aggregateOf(proxies)?.proxies ?? proxies;
}
