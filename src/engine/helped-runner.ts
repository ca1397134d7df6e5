/**
 * Divides calls between workers and this thread. A worker takes as much of the processor to start and to become fast as some hundreds of
 * networks do, so this thread, which would only wait, takes the place of one. It works alone until workers have loaded.
 */
import type { CallSizes, Evaluation, Job, Runner } from './types.js';

/** Workers that may still be loading. */
export interface LoadingRunner extends Runner {
  /** How many have loaded, or failed to: a call says why. */
  loaded(): number;
  /** How many calls a worker may have at a time. */
  readonly callsEach: number;
}

interface HelpedOptions {
  /** This thread. It lets the event loop run every few milliseconds, because workers wait for their next call meanwhile. */
  readonly local: Runner;
  readonly helpers: LoadingRunner;
}

interface Task {
  readonly jobs: readonly Job[];
  readonly signal: AbortSignal | undefined;
  resolve(evaluations: readonly Evaluation[]): void;
  reject(error: unknown): void;
}

/** Short enough that no thread waits long for the last call of another. */
const sizes: CallSizes = { milliseconds: 15, most: 256, ahead: 5 };

export function createHelpedRunner({ local, helpers }: HelpedOptions): Runner {
  const waiting: Task[] = [];
  let away = 0;
  let isBusyHere = false;

  const sendAway = (): void => {
    while (waiting.length > 0 && away < helpers.callsEach * helpers.loaded()) {
      const { jobs, signal, resolve, reject } = waiting.shift() as Task;
      away++;
      const end = (): void => {
        away--;
        sendAway();
      };
      helpers.run(jobs, signal).then(resolve, reject).finally(end);
    }
  };
  const workHere = async (): Promise<void> => {
    isBusyHere = true;
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      await local.run(task.jobs, task.signal).then(task.resolve, task.reject);
      sendAway();
    }
    isBusyHere = false;
  };
  return {
    concurrency: helpers.concurrency + 1,
    callSizes: sizes,
    prepare: () => helpers.prepare?.(),
    run(jobs, signal) {
      // They load while this thread begins.
      helpers.prepare?.();
      return new Promise((resolve, reject) => {
        waiting.push({ jobs, signal, resolve, reject });
        sendAway();
        if (!isBusyHere) void workHere();
      });
    },
  };
}
