import { createPatientRunner } from '../../engine/patient-runner.js';
import { valueOf } from '../../engine/remote/messages.js';
import type { Evaluation, Images, Job, Plan, Runner } from '../../engine/types.js';
import { WorkerLost } from '../../engine/worker-lost.js';
import type { Answered, Asked } from './worker-messages.js';

/** What is used of a `Worker`. */
export interface WorkerLike {
  postMessage(asked: Asked): void;
  addEventListener(type: 'message', listener: (event: { readonly data: Answered }) => void): void;
  addEventListener(type: 'error', listener: (event: { readonly message?: string }) => void): void;
  terminate(): void;
}

/** Workers that evaluate the jobs of one plan. */
export interface WorkerPool extends Runner {
  /** Gives idle workers back and ends the others, whose jobs are refused. */
  close(): void;
}

/** A worker, the one call it works on, and who hears of its end. */
export interface Seat {
  readonly worker: WorkerLike;
  finish?: ((answer: Answered) => void) | undefined;
  fail?: ((error: Error) => void) | undefined;
  onError?: ((error: Error) => void) | undefined;
}

/** Listens to a worker that was started. */
function createSeat(worker: WorkerLike): Seat {
  const seat: Seat = { worker };
  worker.addEventListener('message', ({ data }) => seat.finish?.(data));
  worker.addEventListener('error', ({ message = '' }) =>
    seat.onError?.(message === '' ? new Error('a worker of this page could not be loaded') : new WorkerLost(message)),
  );
  return seat;
}

/**
 * A pool of so many workers, each started with the first call that finds no idle one. A worker that an error ended is replaced at the next call.
 * @param spare workers of earlier pools, which have loaded their runtime: they are used first, and idle ones go back there.
 * @throws (from `run`) the error of an evaluation in a worker.
 */
export function createWorkerPool(
  start: () => WorkerLike,
  count: number,
  spare: Seat[],
  { plan, images }: { readonly plan: Plan; readonly images?: readonly Images[] },
): WorkerPool {
  const seats = new Set<Seat>();
  const idle: Seat[] = [];
  const waiting: ((seat: Seat) => void)[] = [];

  const open = (): Seat => {
    const seat = spare.pop() ?? createSeat(start());
    seats.add(seat);
    seat.onError = (error) => {
      end(seat, error);
      // Who waits for a worker gets a new one in its place.
      const next = waiting.shift();
      if (next !== undefined) next(open());
    };
    seat.worker.postMessage({ kind: 'plan', plan, ...(images === undefined ? {} : { images }) });
    return seat;
  };
  const end = (seat: Seat, error: Error): void => {
    seats.delete(seat);
    const place = idle.indexOf(seat);
    if (place >= 0) idle.splice(place, 1);
    seat.worker.terminate();
    seat.fail?.(error);
  };
  const take = async (): Promise<Seat> =>
    idle.pop() ?? (seats.size < count ? open() : new Promise<Seat>((resolve) => waiting.push(resolve)));
  const giveBack = (seat: Seat): void => {
    if (!seats.has(seat)) return;
    const next = waiting.shift();
    if (next === undefined) idle.push(seat);
    else next(seat);
  };
  const ask = (seat: Seat, jobs: readonly Job[], signal: AbortSignal | undefined): Promise<Answered> =>
    new Promise((resolve, reject) => {
      // A worker in the middle of a network cannot be asked to stop.
      const onAbort = (): void => end(seat, signal?.reason as Error);
      signal?.addEventListener('abort', onAbort, { once: true });
      const settle =
        <T>(how: (value: T) => void) =>
        (value: T): void => {
          signal?.removeEventListener('abort', onAbort);
          seat.finish = seat.fail = undefined;
          how(value);
        };
      seat.finish = settle(resolve);
      seat.fail = settle(reject);
      seat.worker.postMessage({ kind: 'jobs', jobs: jobs.map(({ known: _, ...job }) => job) });
    });

  const run = async (jobs: readonly Job[], signal?: AbortSignal): Promise<readonly Evaluation[]> => {
    signal?.throwIfAborted();
    const seat = await take();
    try {
      signal?.throwIfAborted();
      return valueOf(await ask(seat, jobs, signal));
    } finally {
      giveBack(seat);
    }
  };
  return {
    ...createPatientRunner({ concurrency: count, run }, plan.proxies),
    close() {
      for (const seat of idle.splice(0)) {
        seats.delete(seat);
        seat.onError = () => void spare.splice(spare.indexOf(seat), 1);
        spare.push(seat);
      }
      for (const seat of seats) end(seat, new Error('the pool of workers was closed'));
      waiting.length = 0;
    },
  };
}
