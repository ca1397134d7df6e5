import type { Evaluator } from './evaluate.js';
import type { Evaluation, Job, Runner } from './types.js';

interface LocalRunnerOptions {
  /** A clock in milliseconds. */
  readonly now: () => number;
  /** Lets the event loop run once, so that progress is drawn and signals are handled. */
  readonly turn: () => Promise<void>;
  /** Longest stretch without a turn of the event loop, in milliseconds. */
  readonly stretch?: number;
}

/** Short enough for progress and signals. */
const unnoticed = 50;

/** Runs jobs one after the other in this thread, for any number of calls. */
export function createLocalRunner(evaluator: Evaluator, { now, turn, stretch = unnoticed }: LocalRunnerOptions): Runner {
  let turned = now();
  const evaluateAll = async (jobs: readonly Job[], signal?: AbortSignal): Promise<Evaluation[]> => {
    const evaluations: Evaluation[] = [];
    for (const job of jobs) {
      signal?.throwIfAborted();
      const given = evaluator.evaluate(job);
      evaluations.push(given instanceof Promise ? await given : given);
      if (now() - turned > stretch) {
        await turn();
        turned = now();
      }
    }
    return evaluations;
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    concurrency: 1,
    run(jobs, signal) {
      const result = last.then(() => evaluateAll(jobs, signal));
      last = result.catch(() => undefined);
      return result;
    },
  };
}
