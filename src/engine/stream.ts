/**
 * Evaluates any number of candidates in ordered chunks with bounded memory: at most a few chunks per worker are running,
 * results come in input order and do not depend on the number of workers.
 */
import { canonicalOf, createDeduplicator, type Deduplicator } from './deduplicate.js';
import type { ResolvedPlan } from './plan.js';
import type { CallSizes, Candidate, Evaluation, Job, KnownGenotype, Runner } from './types.js';
import { workOf } from './work-of.js';

/** The progress of an evaluation. */
export interface Progress {
  /** Candidates finished. */
  readonly done: number;
  /** The number of candidates, if known. */
  readonly total?: number;
  /** Candidates finished per second, without replayed ones. */
  readonly perSecond: number;
}

/** One candidate's outcome. */
export interface Evaluated {
  /** Place in the input, from 0. */
  readonly index: number;
  readonly candidate: Candidate;
  readonly canonical: string | undefined;
  readonly evaluation: Evaluation;
  /** The job that was run for it and its result; undefined when it was replayed or shared with an earlier candidate. */
  readonly ran: { readonly job: Job; readonly evaluation: Evaluation } | undefined;
}

export interface StreamOptions {
  readonly resolved: ResolvedPlan;
  readonly runner: Runner;
  /** Proxies to score with, by text; by default, all of the plan. */
  readonly proxies?: readonly string[];
  /** Number of candidates, if known, for progress. */
  readonly total?: number;
  /** Earlier scores, for consecutive streams with the same proxies, by a number that stands for the canonical form of each candidate; by default, none. */
  readonly numbered?: { readonly deduplicator: Deduplicator<number>; readonly formAt: (index: number) => number };
  /** What is already known of a candidate; otherwise its text is decoded. */
  readonly knownAt?: (index: number) => KnownGenotype | undefined;
  /** The canonical form that an earlier stream found; otherwise it is found here. */
  readonly canonicalAt?: (index: number) => string | undefined;
  /** The place and name that a job gets; by default, its place in the input. */
  readonly labelAt?: (index: number) => Pick<Job, 'place' | 'name'>;
  /** A known evaluation of a job (from a journal), which is not run again. Called in input order. */
  readonly replay?: (job: Job) => Evaluation | undefined;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
  /** A clock in milliseconds. */
  readonly now: () => number;
}

/** The canonical form of a candidate: its text, or a number that the caller has for it. */
interface Form {
  readonly text: string | undefined;
  readonly number?: number;
}

/** What candidates of one form share. */
interface Sharing {
  formOf(index: number, candidate: Candidate, known: KnownGenotype | undefined): Form;
  plan(candidate: Candidate, form: Form): Job | undefined;
  complete(form: Form, evaluation: Evaluation | undefined): Evaluation;
}

function sharingByText({ resolved, proxies, canonicalAt }: StreamOptions): Sharing {
  const deduplicator = createDeduplicator(resolved, proxies);
  return {
    formOf: (index, candidate, known) => ({ text: canonicalAt?.(index) ?? canonicalOf(resolved, candidate, known) }),
    plan: (candidate, { text }) => deduplicator.plan(candidate, text),
    complete: ({ text }, evaluation) => deduplicator.complete(text, evaluation),
  };
}

function sharingByNumber({ deduplicator, formAt }: NonNullable<StreamOptions['numbered']>): Sharing {
  return {
    formOf: (index) => ({ text: undefined, number: formAt(index) }),
    plan: (candidate, { number }) => deduplicator.plan(candidate, number),
    complete: ({ number }, evaluation) => deduplicator.complete(number, evaluation),
  };
}

interface Slot {
  readonly index: number;
  readonly candidate: Candidate;
  readonly form: Form;
  readonly job: Job | undefined;
  readonly replayed: Evaluation | undefined;
}

interface Chunk {
  readonly slots: readonly Slot[];
  readonly evaluations: Promise<readonly Evaluation[]>;
}

/** For threads: a chunk that runs and one that waits; short enough to lose little and to show progress. */
const threadSizes: CallSizes = { milliseconds: 100, most: 32, ahead: 2 };
/** The first chunks, whose times are unknown: a short list of networks that take long is spread over all workers. */
const firstChunk = 1;

/**
 * Yields arrays of outcomes in input order.
 * @throws the error of the runner (bugs, usage errors), the signal's reason after an abort.
 */
export async function* evaluateStream(
  candidates: Iterable<Candidate> | AsyncIterable<Candidate>,
  options: StreamOptions,
): AsyncGenerator<readonly Evaluated[]> {
  const { runner, total, knownAt, labelAt, replay, onProgress, signal, now } = options;
  const sharing = options.numbered === undefined ? sharingByText(options) : sharingByNumber(options.numbered);
  const source: Iterator<Candidate> | AsyncIterator<Candidate> =
    Symbol.asyncIterator in candidates ? candidates[Symbol.asyncIterator]() : candidates[Symbol.iterator]();
  let chunkSize = firstChunk;
  const sizes = (): CallSizes => runner.callSizes ?? threadSizes;
  const start = now();
  const underWay: Chunk[] = [];
  let slots: Slot[] = [];
  let jobs: Job[] = [];
  let index = 0;
  let done = 0;
  let fresh = 0;

  const dispatch = (): void => {
    const { length } = jobs;
    const evaluations = length === 0 ? Promise.resolve([]) : runner.run(jobs, signal);
    underWay.push({ slots, evaluations });
    const resize = (finished: readonly Evaluation[]): void => {
      const { milliseconds, most } = sizes();
      if (length > 0)
        chunkSize = Math.max(1, Math.min(most, Math.round((milliseconds * length) / Math.max(1e-3, workOf(finished)))));
    };
    // An error is thrown when the chunk is awaited; until then it must not count as unhandled.
    evaluations.then(resize, () => undefined);
    slots = [];
    jobs = [];
  };
  const finish = async (chunk: Chunk): Promise<Evaluated[]> => {
    const evaluations = await chunk.evaluations;
    signal?.throwIfAborted();
    let next = 0;
    const finished = chunk.slots.map(({ index: place, candidate, form, job, replayed }): Evaluated => {
      const own = replayed ?? (job === undefined ? undefined : evaluations[next++]);
      const ran = job === undefined || replayed !== undefined || own === undefined ? undefined : { job, evaluation: own };
      return { index: place, candidate, canonical: form.text, evaluation: sharing.complete(form, own), ran };
    });
    done += finished.length;
    fresh += chunk.slots.filter((slot) => slot.replayed === undefined).length;
    onProgress?.({ done, ...(total === undefined ? {} : { total }), perSecond: fresh / Math.max(1e-3, (now() - start) / 1000) });
    return finished;
  };

  try {
    for (;;) {
      const step = source.next();
      // A list is read without a pause for each candidate.
      const { value: candidate, done: isOver } = step instanceof Promise ? await step : step;
      if (isOver === true) break;
      signal?.throwIfAborted();
      const known = knownAt?.(index);
      const form = sharing.formOf(index, candidate, known);
      const planned = sharing.plan(candidate, form);
      const job: Job | undefined =
        planned === undefined
          ? undefined
          : { ...planned, place: index, ...labelAt?.(index), ...(known === undefined ? {} : { known }) };
      const replayed = job === undefined ? undefined : replay?.(job);
      slots.push({ index: index++, candidate, form, job, replayed });
      if (job !== undefined && replayed === undefined) jobs.push(job);
      if (jobs.length < chunkSize && slots.length < sizes().most * 8) continue;
      dispatch();
      while (underWay.length >= Math.max(1, runner.concurrency) * sizes().ahead) yield await finish(underWay.shift() as Chunk);
    }
    if (slots.length > 0) dispatch();
    while (underWay.length > 0) yield await finish(underWay.shift() as Chunk);
  } finally {
    await source.return?.();
    await Promise.allSettled(underWay.map(({ evaluations }) => evaluations));
  }
}
