/**
 * A search from proposals to columns of scores:
 *   1. the searcher proposes candidates, a round at a time (all at once when it does not learn);
 *   2. each round is scored stage by stage, the cheapest evidence first; proxies that allow it score each canonical form once;
 *   3. every job's scores go to the journal in the order of the proposals, and the searcher is told.
 * Everything follows from the settings, so a resumed run repeats the proposals and reads what the journal holds instead of running it.
 */
import { usageError } from '../core/errors.js';
import { evidenceOrder, type ResolvedPlan } from '../engine/plan.js';
import { createSharing, type Sharing } from '../engine/sharing.js';
import { evaluateStream, type Progress } from '../engine/stream.js';
import type { Evaluation, Job, Runners } from '../engine/types.js';
import type { Score } from '../proxies/types.js';
import { openSearcher } from '../searchers/open-searcher.js';
import type { SearcherDefinition } from '../searchers/types.js';
import { createRecall } from './recall.js';
import { createStopwatch, type SearchStep } from './stopwatch.js';
import type { EvaluationEntry, Journal } from './types.js';

export interface SearchOptions {
  readonly resolved: ResolvedPlan;
  readonly runners: Runners;
  /** A clock in milliseconds. */
  readonly now: () => number;
  /** Searcher spec, such as `exhaustive`. */
  readonly searcher: string;
  readonly searchers?: readonly SearcherDefinition[];
  readonly budget?: number;
  /** Left out, nothing is kept and nothing can be resumed. */
  readonly journal?: Journal;
  /** What a learning searcher is told of a candidate: higher is better. Left out, it is told nothing. */
  readonly worthOf?: (scores: { readonly [proxy: string]: Score }) => number | undefined;
  /** A step begins: `name`, and how many candidates it will go through. */
  readonly onStep?: (name: string, total: number) => void;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

export interface SearchOutcome {
  /** Published strings in the order they were proposed. */
  readonly candidates: readonly string[];
  /** Canonical form of each candidate. */
  readonly canonical: readonly string[];
  /** Number of distinct canonical forms. */
  readonly distinct: number;
  /** Scores of every proxy, by its text, one for each candidate. */
  readonly columns: { readonly [proxy: string]: readonly Score[] };
  /** In the order they were first begun; steps of several rounds are added up. */
  readonly steps: readonly SearchStep[];
  /** Evaluations read from the journal. */
  readonly recalled: number;
}

/** Proxies of one kind of evidence. */
interface Stage {
  readonly name: string;
  readonly proxies: readonly string[];
  /** Kept over all rounds: no canonical form is scored twice. */
  readonly sharing: Sharing;
}

/**
 * @throws usage errors for the searcher's name, options and budget, or a plan without a space; a data error when the journal
 *   does not match the search; the signal's reason after an abort. What was evaluated before is in the journal.
 */
export async function runSearch(options: SearchOptions): Promise<SearchOutcome> {
  const { resolved, runners, journal, now, onStep, onProgress, signal } = options;
  const { space } = resolved;
  if (space === undefined) throw usageError('search', { expected: 'a space', got: 'none' });
  const { searcher, round } = openSearcher(options.searcher, {
    domain: space,
    seed: resolved.plan.seed,
    ...(options.budget === undefined ? {} : { budget: options.budget }),
    ...(options.searchers === undefined ? {} : { definitions: options.searchers }),
  });
  const steps = createStopwatch(now);
  const recorded = createRecall(journal?.state.evaluations ?? []);
  const stages = stagesOf(resolved);
  const candidates: string[] = [];
  const canonical: string[] = [];
  let ran = 0;
  const columns: Record<string, Score[]> = Object.fromEntries(resolved.proxies.map(({ text }) => [text, []]));

  for (;;) {
    onStep?.('candidates', space.size ?? 0);
    let lap = steps.start('candidates');
    const genotypes = searcher.ask(round);
    const first = candidates.length;
    for (const genotype of genotypes) {
      candidates.push(space.encode(genotype));
      canonical.push(space.canonical(genotype));
    }
    lap.stop(genotypes.length, 0);
    if (genotypes.length === 0) break;

    for (const { name, proxies, sharing } of stages) {
      onStep?.(name, genotypes.length);
      lap = steps.start(name);
      const own = candidates.slice(first);
      const runner = runners.choose(proxies, own.length);
      let jobs = 0;
      const stream = evaluateStream(own, {
        resolved,
        runner,
        sharing,
        total: own.length,
        canonicalOf: (_, i) => canonical[first + i],
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
          for (const text of proxies) columns[text].push(evaluation.scores[text]);
        }
      }
      lap.stop(own.length, jobs);
      ran += jobs;
    }
    searcher.tell(genotypes.map((genotype, i) => ({
      genotype,
      value: options.worthOf?.(Object.fromEntries(Object.entries(columns).map(([text, column]) => [text, column[first + i]]))),
    })));
    if (round === Infinity) break;
  }
  recorded.requireEnd();
  if (journal !== undefined && !journal.state.isDone) journal.append({ type: 'done', evaluations: recorded.count() + ran });
  return { candidates, canonical, distinct: new Set(canonical).size, columns, steps: steps.all(), recalled: recorded.count() };
}

/** One stage for each kind of evidence that is read, cheapest first. */
function stagesOf(resolved: ResolvedPlan): Stage[] {
  return evidenceOrder.flatMap((kind) => {
    const texts = resolved.proxies.filter(({ proxy }) => proxy.evidence === kind).map(({ text }) => text);
    return texts.length === 0 ? [] : [{ name: texts.join(', '), proxies: texts, sharing: createSharing(resolved, texts) }];
  });
}

function entryOf({ candidate }: Job, { scores, error }: Evaluation): EvaluationEntry {
  return { type: 'evaluation', candidate, scores, ...(error === undefined ? {} : { error }) };
}
