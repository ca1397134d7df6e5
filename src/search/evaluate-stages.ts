import { pickColumn } from '../core/column.js';
import { columnOf, valueAt } from './column-of.js';
import type { Deduplicator } from '../engine/deduplicate.js';
import type { ResolvedPlan } from '../engine/plan.js';
import { evaluateStream, type Evaluated, type Progress } from '../engine/stream.js';
import type { Evaluation, Job, Runners } from '../engine/types.js';
import type { Candidates } from './candidates.js';
import type { Replay } from './journal/replay.js';
import type { Stage } from './stages.js';
import type { Stopwatch } from './stopwatch.js';
import type { EvaluationEntry, Journal } from './journal/types.js';

interface StagesOptions {
  readonly resolved: ResolvedPlan;
  readonly runners: Runners;
  /** `deduplicator`: shared by all rounds, by the index of a candidate: no canonical form is scored twice. */
  readonly stages: readonly (Stage & { readonly deduplicator: Deduplicator<number> })[];
  readonly candidates: Candidates;
  readonly recorded: Replay;
  readonly journal?: Journal;
  readonly steps: Stopwatch;
  readonly now: () => number;
  /** How many candidates will be evaluated in total: a searcher that learns often asks for few at a time. */
  readonly expected: number;
  /** `total`: evaluations, after deduplicator. */
  readonly onStep?: (name: string, total: number) => void;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

/**
 * Evaluates candidates in all stages up to a level, the cheapest evidence first; stages that they already passed are left out.
 * Every job that is run is written to the journal, in the order of the candidates. @returns the number of jobs run.
 */
export async function evaluateStages(indices: readonly number[], level: number, options: StagesOptions): Promise<number> {
  const { resolved, runners, stages, candidates, recorded, journal, steps, now, expected, onStep, onProgress, signal } = options;
  const formAt = (index: number): number => valueAt(candidates.forms, index);
  let ran = 0;
  // Threads of the last stage load while this one works on the stages before it.
  const last = indices.filter((index) => valueAt(candidates.reached, index) <= level).length;
  if (level > 0 && last > 0 && !recorded.hasMore())
    runners.choose(valueAt(stages, level).proxies, Math.max(last, expected)).prepare?.();
  for (const [place, { name, proxies, deduplicator }] of stages.slice(0, level + 1).entries()) {
    const due = indices.filter((index) => candidates.reached.at(index) === place);
    if (due.length === 0) continue;
    // Candidates that share the scores of an earlier one take no time.
    const isShared = resolved.proxies.every(({ text, proxy }) => !proxies.includes(text) || proxy.sharedByCanonical);
    const total = isShared ? new Set(due.map(formAt)).size : due.length;
    onStep?.(name, total);
    const begun = now();
    const met = new Set<number>();
    const lap = steps.start(name);
    let jobs = 0;
    let done = 0;
    const stream = evaluateStream(pickColumn(candidates.texts, due), {
      resolved,
      runner: runners.choose(proxies, Math.max(total, expected)),
      numbered: { deduplicator, formAt: (i) => valueAt(due, i) },
      knownAt: (i) => valueAt(candidates.known, valueAt(due, i)),
      replay: recorded.next,
      now,
      ...(signal === undefined ? {} : { signal }),
    });
    for await (const chunk of stream) {
      if (journal !== undefined) await appendAll(journal, chunk);
      for (const { evaluation, ran: fresh } of chunk) {
        if (fresh !== undefined) jobs++;
        const index = valueAt(due, done++);
        for (const text of proxies) columnOf(candidates.columns, text).set(index, columnOf(evaluation.scores, text));
        candidates.setReached(index, place + 1);
        if (isShared) met.add(formAt(index));
      }
      const worked = isShared ? met.size : done;
      onProgress?.({ done: worked, total, perSecond: worked / Math.max(1e-3, (now() - begun) / 1000) });
    }
    lap.stop(due.length, jobs);
    ran += jobs;
  }
  return ran;
}

/** Appends what was run, in its order; a journal may save all of it at once. */
async function appendAll(journal: Journal, chunk: readonly Evaluated[]): Promise<void> {
  const saved: Promise<void>[] = [];
  for (const { ran } of chunk) if (ran !== undefined) saved.push(journal.append(entryOf(ran.job, ran.evaluation)));
  await Promise.all(saved);
}

function entryOf({ candidate }: Job, { scores, error, line }: Evaluation): EvaluationEntry {
  return {
    type: 'evaluation',
    candidate,
    scores,
    ...(error === undefined ? {} : { error }),
    ...(line === undefined ? {} : { line }),
  };
}
