/**
 * A search from proposals to columns of scores:
 *   1. the searcher proposes candidates, a generation at a time (all at once when it does not learn);
 *   2. those outside the limits are rejected before anything is built;
 *   3. the others are scored stage by stage, the cheapest evidence first, up to the level the searcher asked for;
 *      proxies that allow it score each canonical form once;
 *   4. every job's scores go to the journal in the order of the proposals, and the searcher receives the fitness of each proposal.
 * Everything follows from the settings, so a resumed run repeats the proposals and reads the scores in the journal instead of computing them.
 */
import type { Cost } from '../arch/cost.js';
import type { Column } from '../core/column.js';
import { must } from '../core/must.js';
import { valueAt } from './column-of.js';
import { usageError, type AssayError } from '../core/errors.js';
import { createRng } from '../core/rng.js';
import { unsatisfied, type LimitCounts, type Limits } from '../engine/limits/limits.js';
import { pickQuantities, quantities, type Quantity } from '../engine/limits/quantities.js';
import { createDeduplicator } from '../engine/deduplicate.js';
import type { ResolvedPlan } from '../engine/plan.js';
import { canScan } from '../engine/scan/scan-block.js';
import type { Progress } from '../engine/stream.js';
import type { KnownGenotype, Runners } from '../engine/types.js';
import type { Score } from '../proxies/types.js';
import { defaultBudget } from '../searchers/generations.js';
import { isInShard, type Shard } from '../engine/shard.js';
import { createRegister } from '../searchers/register.js';
import { openSearcher } from '../searchers/open-searcher.js';
import type { Ask, SearchDomain, SearcherDefinition } from '../searchers/types.js';
import { createCandidates, keptGenotypes, type Candidates } from './candidates.js';
import { createRound, type SearchRound } from './round.js';
import { drawnGenotypes } from './sample.js';
import { createFormScores } from './form-scores.js';
import { evaluateStages } from './evaluate-stages.js';
import { emptyJournal } from './journal/journal.js';
import type { Objective } from './objectives.js';
import { judgeScores } from './apply-score-limits.js';
import { createStepsOverRounds } from './steps-over-rounds.js';
import { createPortionSize } from './portion-size.js';
import { createRecall } from './journal/replay.js';
import { scanDraw } from './scan-sample.js';
import { stagesOf } from './stages.js';
import { createStopwatch, type SearchStep } from './stopwatch.js';
import type { Journal } from './journal/types.js';
import { createFitness } from './fitness.js';

/** Everything that a running search needs, checked beforehand. */
export interface SearchOptions {
  readonly resolved: ResolvedPlan;
  readonly runners: Runners;
  /** A clock in milliseconds. */
  readonly now: () => number;
  /** Searcher spec, such as `exhaustive`. */
  readonly searcher: string;
  readonly searchers?: readonly SearcherDefinition[];
  readonly budget?: number;
  /** Scores only its part of what is proposed at the last level. */
  readonly shard?: Shard;
  /** Hard limits on what is proposed. */
  readonly limits?: Limits;
  /** All that limits and objectives may name; by default, what can be counted for every architecture. */
  readonly quantities?: readonly Quantity[];
  /** How the proxies are combined into the score that a learning searcher receives; by default, all weigh the same. */
  readonly combination?: string;
  /** The objectives that a learning searcher receives; by default, the score. */
  readonly objectives?: readonly Objective[];
  /** Without it, nothing is saved and the run cannot be resumed. */
  readonly journal?: Journal;
  /** How many candidates are in memory with their genotypes, and proposed at once by a searcher that does not learn; by default, 65,536. */
  readonly atOnce?: number;
  /** The milliseconds left, read between portions of candidates: the search ends when none are left, with what it has. */
  readonly timeLeft?: () => number;
  /** Draws start no threads. */
  readonly drawsAlone?: boolean;
  /** A step begins: `name`, and how many evaluations it will take. */
  readonly onStep?: (name: string, total: number) => void;
  /** Candidates scored so far. */
  readonly onProgress?: (progress: Progress) => void;
  /** A draw goes on. */
  readonly onDraw?: (progress: { readonly distinct: number; readonly proposed: number }) => void;
  /** Candidates were scored and the searcher received their fitness. */
  readonly onRound?: (round: SearchRound) => void;
  readonly signal?: AbortSignal;
}

/** A search gives up after this many measured candidates broke the limits and none met them. */
const measuredPatience = 200;

/** What was scanned by draws. */
export interface SearchDraws {
  readonly proposed: number;
  /** Distinct canonical forms that meet the limits. */
  readonly distinct: number;
}

/** What a search proposed and scored. */
export interface SearchOutcome {
  /** Published strings in the order they were first proposed. */
  readonly candidates: Column<string>;
  /** What is known of each candidate, with its genotype. */
  readonly known: Column<KnownGenotype>;
  /** Canonical form of each candidate. */
  readonly canonical: Column<string>;
  /** The number of the canonical form of each candidate: equal for equal forms. */
  readonly forms: Column<number>;
  /** Number of distinct canonical forms. */
  readonly distinct: number;
  /** Params and MACs of each candidate. */
  readonly costs: Column<Cost>;
  /** Scores of every proxy, by its text, one for each candidate. */
  readonly columns: { readonly [proxy: string]: Column<Score> };
  /** The quantities among the objectives, by id, one value a candidate. */
  readonly quantities: { readonly [id: string]: Column<number> };
  /** How many stages of evidence each candidate passed; fewer than all if it was left off a shortlist. */
  readonly reached: Column<number>;
  readonly stages: number;
  /** In the order in which they began; steps of several rounds are added up. */
  readonly steps: readonly SearchStep[];
  /** Evaluations read from the journal. */
  readonly recalled: number;
  /** How many proposals met the limits and how many did not. */
  readonly limits?: LimitCounts;
  /** Whether its scores, once known, broke the limits. */
  readonly outside: Column<boolean>;
  /** Whether nothing is left to prune; only in spaces with a supernet, and when a candidate is finished. */
  readonly finished?: readonly boolean[];
  /** Genotypes scanned in draws of which only the best became candidates. */
  readonly drawn?: SearchDraws;
}

/** Networks on which limits that nothing met are explained: all of a space up to this size, otherwise so many drawn at random. */
const explained = { all: 20_000, drawn: 1_000 } as const;

/** Whether every candidate broke the limits. */
function areAllOutside({ outside }: Candidates): boolean {
  for (const isOutside of outside) if (!isOutside) return false;
  return true;
}

/** The error for limits that nothing met. */
function nothingMeets(limits: Limits, { resolved, budget }: SearchOptions): AssayError {
  const { space, plan } = resolved;
  const rng = createRng(plan.seed, 'explained limits');
  const among =
    space === undefined
      ? []
      : space.enumerate !== undefined && (space.size ?? Infinity) <= explained.all
        ? [...space.enumerate()]
        : Array.from({ length: explained.drawn }, () => space.sample(rng));
  return unsatisfied(limits, { among, budget });
}

/**
 * @throws usage errors for the searcher's name, options and budget, a plan without a space, or limits that nothing meets; a data error
 *   when the journal does not match the search; the signal's reason after an abort. What was evaluated before is in the journal.
 */
export async function runSearch(options: SearchOptions): Promise<SearchOutcome> {
  const {
    resolved,
    runners,
    journal,
    limits,
    now,
    timeLeft,
    onStep,
    onRound,
    signal,
    quantities: known,
    drawsAlone = false,
  } = options;
  const { space } = resolved;
  const { shard, atOnce = keptGenotypes } = options;
  if (space === undefined) throw usageError('search', { expected: 'a space', got: 'none', code: 'missing' });
  const { objectives = [{ text: 'score', kind: 'score', goal: 'max' }] } = options;
  const register = createRegister((genotype) => space.encode(genotype), journal?.state.texts);
  const domain: SearchDomain = limits === undefined ? space : { ...space, admits: (genotype) => limits.admits(genotype) };
  const levels = stagesOf(resolved);
  const { definition, searcher } = openSearcher(options.searcher, {
    domain,
    seed: resolved.plan.seed,
    levels: levels.length,
    register,
    ...(options.budget === undefined ? {} : { budget: options.budget }),
    ...(options.searchers === undefined ? {} : { definitions: options.searchers }),
  });
  const quantityIds = objectives.flatMap((objective) => (objective.kind === 'quantity' ? [objective.quantity] : []));
  const combination = options.combination ?? 'rank-sum';
  const proxiesAt = levels.map((_, level) => levels.slice(0, level + 1).flatMap(({ proxies }) => proxies));
  const proxiesOf = (level: number): readonly string[] => must(proxiesAt[level], 'a level of the search');
  const candidates = createCandidates(space, resolved, pickQuantities(quantityIds, known ?? quantities), atOnce, register);
  const stages = levels.map((level) => ({
    ...level,
    deduplicator: createDeduplicator(resolved, level.proxies, createFormScores(candidates)),
  }));
  const fitness = definition.learns
    ? createFitness({ resolved, candidates, levels: proxiesAt, combination, objectives, quantityIds })
    : undefined;
  const steps = createStopwatch(now);
  const recorded = createRecall(journal?.state ?? emptyJournal);
  const portionSize = createPortionSize(timeLeft !== undefined, recorded);
  /** A resumed run takes everything from its journal; a finished run takes nothing else. */
  const isOver = (): boolean =>
    !recorded.hasMore() && timeLeft !== undefined && (timeLeft() <= 0 || journal?.state.isDone === true);
  /** A searcher that learns often asks for few at a time. */
  let expected = definition.learns ? Math.min(options.budget ?? defaultBudget, defaultBudget) : 0;
  let draws = 0;
  let dealt = 0;
  let drawn: SearchDraws | undefined;
  let ran = 0;
  /** More evidence than the cheapest waits until everything is proposed. */
  let isPutOff = false;

  /** Left out if they are undefined. */
  const hooks = { ...(journal === undefined ? {} : { journal }), ...(signal === undefined ? {} : { signal }) };
  const listed = Math.min(options.budget ?? (definition.goesInOrder === true ? Infinity : defaultBudget), space.size ?? Infinity);
  const isInRounds = !definition.learns && timeLeft === undefined && listed > atOnce;
  const shownSteps = createStepsOverRounds(options, isInRounds ? listed : undefined);
  const stageHooks = { ...hooks, ...shownSteps.hooks };
  const drawHooks = {
    ...hooks,
    ...(limits === undefined ? {} : { limits }),
    ...(options.onDraw === undefined ? {} : { onProgress: options.onDraw }),
    ...(known === undefined ? {} : { known }),
  };

  const evaluate = async (indices: readonly number[], level: number): Promise<number> => {
    const count = await evaluateStages(indices, level, {
      resolved,
      runners,
      stages,
      candidates,
      recorded,
      steps,
      now,
      expected,
      ...stageHooks,
    });
    shownSteps.endRound(indices.length);
    return count;
  };
  const judge = (indices: readonly number[], level: number): void => {
    if (limits !== undefined && limits.later.length > 0)
      judgeScores(indices, { limits, candidates, resolved, known: proxiesOf(level) });
  };

  /** The best of a draw if it can be scanned, otherwise all of it. */
  const draw = async ({ level, count, keep }: Extract<Ask, { kind: 'draw' }>): Promise<Iterable<unknown>> => {
    const ordinal = draws++;
    const proxies = proxiesOf(level);
    if (!canScan(resolved, proxies)) return drawnGenotypes(domain, resolved.plan.seed, ordinal, count);
    // The next stage, with more expensive evidence, gets half of the time; otherwise the best are only scored once more, a portion at least.
    const begun = now();
    const rest = level < stages.length - 1 ? (timeLeft?.() ?? 0) / 2 : 0;
    // A draw of which most lies outside the limits takes longer than scores do: then they get a quarter of the time.
    const most = limits === undefined ? Infinity : (timeLeft?.() ?? 0) / 4;
    const scoreAgain = (distinct: number): number =>
      Math.min(most, (Math.min(keep, portionSize.portion(), distinct) * (now() - begun)) / Math.max(1, distinct));
    const clock =
      timeLeft === undefined ? {} : { isTimeUp: (distinct: number) => timeLeft() <= Math.max(rest, scoreAgain(distinct)) };
    const { genotypes, entry } = await scanDraw({
      resolved,
      runners,
      isAlone: drawsAlone,
      ordinal,
      count,
      keep,
      proxies,
      combination,
      objectives,
      recorded,
      ...drawHooks,
      ...clock,
    });
    // No more than these are scored with more evidence: a few need no threads.
    if (definition.isDivisible === true) expected = Math.min(expected, genotypes.length);
    drawn = { proposed: (drawn?.proposed ?? 0) + entry.proposed, distinct: (drawn?.distinct ?? 0) + entry.distinct };
    return genotypes;
  };

  do {
    const begun = now();
    if (!definition.learns && candidates.texts.length === 0) onStep?.('candidates', space.size ?? 0);
    let lap = steps.start('candidates');
    const resized = portionSize.begin();
    if (resized !== undefined) await journal?.append(resized);
    const most = definition.learns ? portionSize.portion() : Math.min(portionSize.portion(), atOnce);
    const ask = searcher.ask(most);
    if (ask === undefined) break;
    const asked: unknown[] = [];
    const indices: number[] = [];
    // A draw that could not be scanned is complete, and is evaluated in portions when time is short.
    const genotypes = (ask.kind === 'draw' ? await draw(ask) : ask.genotypes)[Symbol.iterator]();
    for (let isWhole = false; !isWhole && (asked.length === 0 || !isOver());) {
      const first = asked.length;
      const portion = portionSize.portion();
      for (let next = genotypes.next(); ; next = genotypes.next()) {
        if ((isWhole = next.done === true)) break;
        if (ask.level === stages.length - 1 && !isInShard(dealt++, shard)) continue;
        asked.push(next.value);
        indices.push(candidates.place(next.value));
        if (asked.length - first >= portion) break;
      }
      lap.stop(asked.length - first, 0);
      // Where there are many, all get the cheap evidence before any gets more: the journal has one order, in portions or not.
      isPutOff ||= asked.length === atOnce && timeLeft === undefined && stages.length > 1 && !definition.learns;
      ran += await evaluate(indices.slice(first), isPutOff ? 0 : ask.level);
      lap = steps.start('candidates');
    }

    if (!isPutOff) judge(indices, ask.level);
    if (limits !== undefined && limits.later.length > 0 && (definition.learns || timeLeft !== undefined))
      if (shard === undefined && candidates.texts.length >= measuredPatience && areAllOutside(candidates))
        throw nothingMeets(limits, options);
    const hasMoved = fitness?.count(indices, ask.level) ?? false;
    if (hasMoved) searcher.retell?.((genotype, level) => fitness?.objectivesOf(candidates.placeOf(genotype) as number, level));
    searcher.tell(asked.map((genotype, i) => ({ genotype, objectives: fitness?.objectivesOf(valueAt(indices, i), ask.level) })));
    lap.stop(0, 0);
    portionSize.took(indices.length, now() - begun);
    candidates.endRound();
    onRound?.(
      createRound({
        candidates,
        level: ask.level,
        objectivesOf: (index, level) => fitness?.objectivesOf(index, level),
        ...(limits === undefined ? {} : { limits: limits.counts() }),
      }),
    );
  } while (!isOver());
  if (isPutOff) {
    const all = Array.from({ length: candidates.texts.length }, (_, index) => index);
    ran += await evaluate(all, stages.length - 1);
    judge(all, stages.length - 1);
  }
  if (shard === undefined && limits !== undefined && areAllOutside(candidates)) throw nothingMeets(limits, options);
  recorded.requireEnd();
  if (journal !== undefined && !journal.state.isDone) await journal.append({ type: 'done', evaluations: recorded.count() + ran });
  const { texts, canonical, columns, reached, forms } = candidates;
  const { prunings } = space;
  const finished =
    prunings === undefined ? [] : Array.from(candidates.known, ({ genotype }) => prunings.call(space, genotype).length === 0);
  return {
    candidates: texts,
    known: candidates.known,
    canonical,
    forms,
    distinct: candidates.distinct,
    costs: candidates.costs,
    columns,
    quantities: Object.fromEntries(quantityIds.map((id, place) => [id, valueAt(candidates.measured, place)])),
    reached,
    outside: candidates.outside,
    ...(finished.includes(true) ? { finished } : {}),
    stages: stages.length,
    steps: steps.all(),
    recalled: recorded.count(),
    ...(limits === undefined ? {} : { limits: limits.counts() }),
    ...(drawn === undefined ? {} : { drawn }),
  };
}
