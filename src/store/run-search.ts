/**
 * A search from proposals to columns of scores:
 *   1. the searcher proposes candidates, a generation at a time (all at once when it does not learn);
 *   2. those outside the limits are rejected before anything is built;
 *   3. the others are scored stage by stage, the cheapest evidence first, up to the level the searcher asked for;
 *      proxies that allow it score each canonical form once;
 *   4. every job's scores go to the journal in the order of the proposals, and the searcher is told what they are worth.
 * Everything follows from the settings, so a resumed run repeats the proposals and reads what the journal holds instead of running it.
 */
import { usageError } from '../core/errors.js';
import { unsatisfied, type LimitCounts, type Limits } from '../engine/limits/limits.js';
import type { ResolvedPlan } from '../engine/plan.js';
import { evaluateStream, type Progress } from '../engine/stream.js';
import type { Evaluation, Job, Runners } from '../engine/types.js';
import type { Score } from '../proxies/types.js';
import { defaultBudget } from '../searchers/generations.js';
import { openSearcher } from '../searchers/open-searcher.js';
import type { SearchDomain, SearcherDefinition } from '../searchers/types.js';
import { createCandidates, type Candidates } from './candidates.js';
import { drawnGenotypes } from './draw.js';
import type { Objective } from './objectives.js';
import { createPace } from './pace.js';
import { createRecall } from './recall.js';
import { stagesOf } from './stages.js';
import { createStopwatch, type SearchStep } from './stopwatch.js';
import type { EvaluationEntry, Journal } from './types.js';
import { createWorth } from './worth.js';

export interface SearchOptions {
  readonly resolved: ResolvedPlan;
  readonly runners: Runners;
  /** A clock in milliseconds. */
  readonly now: () => number;
  /** Searcher spec, such as `exhaustive`. */
  readonly searcher: string;
  readonly searchers?: readonly SearcherDefinition[];
  readonly budget?: number;
  /** Hard limits on what is proposed. */
  readonly limits?: Limits;
  /** How the proxies become the score a learning searcher is told; left out, all weigh the same. */
  readonly combination?: string;
  /** What a learning searcher is told of a candidate; left out, the score. */
  readonly objectives?: readonly Objective[];
  /** Left out, nothing is kept and nothing can be resumed. */
  readonly journal?: Journal;
  /** Asked between portions of candidates: the search ends once it is true, with what it has. */
  readonly isTimeUp?: () => boolean;
  /** A step begins: `name`, and how many candidates it will go through. */
  readonly onStep?: (name: string, total: number) => void;
  readonly onProgress?: (progress: Progress) => void;
  /** Candidates were scored and told. */
  readonly onRound?: (round: SearchRound) => void;
  readonly signal?: AbortSignal;
}

/** Where a search stands. */
export interface SearchRound {
  readonly candidates: Candidates;
  /** Level of the round just told. */
  readonly level: number;
  readonly limits?: LimitCounts;
  /** What a candidate is worth at a level; undefined for searchers that do not learn. */
  objectivesOf(index: number, level: number): readonly number[] | undefined;
}

export interface SearchOutcome {
  /** Published strings in the order they were first proposed. */
  readonly candidates: readonly string[];
  /** Canonical form of each candidate. */
  readonly canonical: readonly string[];
  /** Number of distinct canonical forms. */
  readonly distinct: number;
  /** Scores of every proxy, by its text, one for each candidate. */
  readonly columns: { readonly [proxy: string]: readonly Score[] };
  /** The quantities among the objectives, by id, one value a candidate. */
  readonly quantities: { readonly [id: string]: readonly number[] };
  /** How many stages of evidence each candidate went through; less than all where it was left off a shortlist. */
  readonly reached: readonly number[];
  readonly stages: number;
  /** In the order they were first begun; steps of several rounds are added up. */
  readonly steps: readonly SearchStep[];
  /** Evaluations read from the journal. */
  readonly recalled: number;
  /** How many proposals kept the limits and how many did not. */
  readonly limits?: LimitCounts;
}

/**
 * @throws usage errors for the searcher's name, options and budget, a plan without a space, or limits that nothing keeps; a data error
 *   when the journal does not match the search; the signal's reason after an abort. What was evaluated before is in the journal.
 */
export async function runSearch(options: SearchOptions): Promise<SearchOutcome> {
  const { resolved, runners, journal, limits, now, onStep, onProgress, onRound, signal } = options;
  const { space } = resolved;
  if (space === undefined) throw usageError('search', { expected: 'a space', got: 'none' });
  const { objectives = [{ text: 'score', kind: 'score', goal: 'max' }] } = options;
  const domain: SearchDomain = limits === undefined ? space : { ...space, admits: (genotype) => limits.admits(genotype) };
  const stages = stagesOf(resolved);
  const { definition, searcher } = openSearcher(options.searcher, {
    domain,
    seed: resolved.plan.seed,
    levels: stages.length,
    ...(options.budget === undefined ? {} : { budget: options.budget }),
    ...(options.searchers === undefined ? {} : { definitions: options.searchers }),
  });
  const quantityIds = objectives.flatMap((objective) => (objective.kind === 'quantity' ? [objective.quantity] : []));
  const candidates = createCandidates(space, resolved, quantityIds);
  const worth = definition.learns
    ? createWorth({
        resolved,
        candidates,
        levels: stages.map((_, level) => stages.slice(0, level + 1).flatMap(({ proxies }) => proxies)),
        combination: options.combination ?? 'rank-sum',
        objectives,
        quantityIds,
      })
    : undefined;
  const steps = createStopwatch(now);
  const recorded = createRecall(journal?.state.evaluations ?? []);
  const pace = createPace(options.isTimeUp !== undefined);
  /** A resumed run takes from its journal all there is; one that was finished takes nothing else. */
  const isOver = (): boolean => !recorded.hasMore() && (options.isTimeUp?.() === true || (options.isTimeUp !== undefined && journal?.state.isDone === true));
  /** A searcher that learns asks for few at a time, often. */
  const expected = definition.learns ? Math.min(options.budget ?? defaultBudget, defaultBudget) : 0;
  let draws = 0;
  let ran = 0;

  const evaluate = async (indices: readonly number[], level: number): Promise<void> => {
    for (const [place, { name, proxies, sharing }] of stages.entries()) {
      if (place > level) return;
      const own = indices.filter((index) => candidates.reached[index] === place);
      if (own.length === 0) continue;
      onStep?.(name, own.length);
      const lap = steps.start(name);
      let jobs = 0;
      let done = 0;
      const stream = evaluateStream(own.map((index) => candidates.texts[index]), {
        resolved,
        runner: runners.choose(proxies, Math.max(own.length, expected)),
        sharing,
        total: own.length,
        canonicalOf: (_, i) => candidates.canonical[own[i]],
        recall: recorded.next,
        now,
        ...(onProgress === undefined ? {} : { onProgress }),
        ...(signal === undefined ? {} : { signal }),
      });
      for await (const chunk of stream) {
        for (const { evaluation, ran: fresh } of chunk) {
          if (fresh !== undefined) {
            jobs++;
            journal?.append(entryOf(fresh.job, fresh.evaluation));
          }
          const index = own[done++];
          for (const text of proxies) candidates.columns[text][index] = evaluation.scores[text];
          candidates.reached[index] = place + 1;
        }
      }
      lap.stop(own.length, jobs);
      ran += jobs;
    }
  };

  while (!isOver()) {
    const begun = now();
    if (!definition.learns && candidates.texts.length === 0) onStep?.('candidates', space.size ?? 0);
    let lap = steps.start('candidates');
    const ask = searcher.ask(pace.portion());
    if (ask === undefined) break;
    const genotypes = ask.kind === 'draw' ? drawnGenotypes(domain, resolved.plan.seed, draws++, ask.count) : ask.genotypes;
    const indices: number[] = [];
    const asked: unknown[] = [];
    for (const genotype of genotypes) {
      asked.push(genotype);
      indices.push(candidates.place(genotype));
    }
    lap.stop(indices.length, 0);
    await evaluate(indices, ask.level);

    lap = steps.start('candidates');
    const hasMoved = worth?.count(indices, ask.level) ?? false;
    if (hasMoved) searcher.retell?.((genotype, level) => worth?.objectivesOf(candidates.placeOf(genotype) as number, level));
    searcher.tell(asked.map((genotype, i) => ({ genotype, objectives: worth?.objectivesOf(indices[i], ask.level) })));
    lap.stop(0, 0);
    pace.took(indices.length, now() - begun);
    onRound?.({
      candidates,
      level: ask.level,
      objectivesOf: (index, level) => worth?.objectivesOf(index, level),
      ...(limits === undefined ? {} : { limits: limits.counts() }),
    });
  }
  if (limits !== undefined && candidates.texts.length === 0) throw unsatisfied(limits);
  recorded.requireEnd();
  if (journal !== undefined && !journal.state.isDone) journal.append({ type: 'done', evaluations: recorded.count() + ran });
  const { texts, canonical, columns, reached } = candidates;
  return {
    candidates: texts,
    canonical,
    distinct: new Set(canonical).size,
    columns,
    quantities: Object.fromEntries(quantityIds.map((id, place) => [id, texts.map((_, i) => candidates.quantities(i)[place])])),
    reached,
    stages: stages.length,
    steps: steps.all(),
    recalled: recorded.count(),
    ...(limits === undefined ? {} : { limits: limits.counts() }),
  };
}

function entryOf({ candidate }: Job, { scores, error }: Evaluation): EvaluationEntry {
  return { type: 'evaluation', candidate, scores, ...(error === undefined ? {} : { error }) };
}
