/** The jobs that a run waits for: added, followed by events, and looked after where an event may be lost or the server forgot them. */
import { setTimeout as pause } from 'node:timers/promises';
import type { JobQueue, JobState } from './types.js';

interface Wanted {
  readonly data: unknown;
  readonly settle: (value: unknown) => void;
  readonly fail: (error: unknown) => void;
  checkedAt: number;
  failures: number;
}

export interface WantedJobs {
  /** The answer to a job. @throws an Error where the queue failed it again and again, the signal's reason after an abort. */
  ask(id: string, data: unknown, signal?: AbortSignal): Promise<unknown>;
  /** For the events of the queue. */
  onEnded(id: string, state: JobState | undefined): void;
  readonly open: number;
  /** Stops waiting; jobs that nobody began are removed. */
  close(): Promise<void>;
}

/** Milliseconds after which a job without an event is looked at. */
const silenceMs = 2000;
/** Jobs that are looked at in one go. */
const mostLooks = 100;
/** A queue may fail a job so often before the run ends. */
const mostFailures = 5;

/** @param queue is used once `ask` is called. */
export function createWantedJobs(queue: () => JobQueue): WantedJobs {
  const wanted = new Map<string, Wanted[]>();
  let isClosed = false;

  const each = (id: string, act: (one: Wanted) => void): void => {
    const all = wanted.get(id) ?? [];
    wanted.delete(id);
    for (const one of all) act(one);
  };
  const add = async (id: string, data: unknown): Promise<void> => {
    try {
      await queue().add(id, data);
    } catch {
      // The server is away: the next look finds the job missing and adds it.
    }
  };
  const take = async (id: string, state: JobState): Promise<void> => {
    const [first] = wanted.get(id) ?? [];
    if (first === undefined || isClosed) return;
    if (state.kind === 'done') return each(id, (one) => one.settle(state.value));
    if (state.kind === 'open') return;
    if (state.kind === 'failed' && ++first.failures > mostFailures) {
      const error = new Error(`the queue gave up a job ${mostFailures} times: ${state.reason}`);
      return each(id, (one) => one.fail(error));
    }
    if (state.kind === 'failed') {
      await pause(100 * first.failures);
      if (isClosed) return;
      await queue()
        .remove(id)
        .catch(() => undefined);
    }
    await add(id, first.data);
  };
  const look = async (id: string): Promise<void> => {
    try {
      await take(id, await queue().state(id));
    } catch {
      // The server is away.
    }
  };
  const lookAtOld = async (): Promise<void> => {
    const limit = performance.now() - silenceMs;
    const old = [...wanted].filter(([, [first]]) => first !== undefined && first.checkedAt < limit).slice(0, mostLooks);
    for (const [, [first]] of old) if (first !== undefined) first.checkedAt = performance.now();
    await Promise.all(old.map(([id]) => look(id)));
  };
  const timer = setInterval(() => void lookAtOld(), silenceMs / 4);
  timer.unref();

  return {
    get open() {
      return wanted.size;
    },
    ask(id, data, signal) {
      return new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const onAbort = (): void => reject(signal?.reason);
        signal?.addEventListener('abort', onAbort, { once: true });
        const off = (): void => signal?.removeEventListener('abort', onAbort);
        const one: Wanted = {
          data,
          settle: (value) => (off(), resolve(value)),
          fail: (error) => (off(), reject(error)),
          checkedAt: performance.now(),
          failures: 0,
        };
        const before = wanted.get(id);
        wanted.set(id, [...(before ?? []), one]);
        if (before === undefined) void add(id, data);
      });
    },
    onEnded(id, state) {
      if (!wanted.has(id)) return;
      void (state === undefined ? look(id) : take(id, state));
    },
    async close() {
      isClosed = true;
      clearInterval(timer);
      const ids = [...wanted.keys()];
      wanted.clear();
      await Promise.allSettled(ids.map((id) => queue().remove(id)));
    },
  };
}
