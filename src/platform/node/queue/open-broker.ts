/** Connects to the server of a queue. BullMQ and the driver are loaded here, when a queue is used. */
import { readAddress } from './address.js';
import { connectPostgres } from './postgres.js';
import { connectRedis } from './redis.js';
import type { Broker, BrokerHooks, JobQueue, JobServer, JobState, OnEnded, ServeOptions } from './types.js';

/** Addresses of which the user knows that they answer strangers. */
const warned = new Set<string>();

/** Milliseconds between tries of a lost connection. */
const retryMilliseconds = 1000;
/** Jobs that are done stay for runs of the same settings: seconds, and how many. */
const keptJobs = { age: 600, count: 500 };
/** A job comes back from silent workers so many times. */
const mostStalls = 1000;

/** @throws a usage error for an address that is none, or a server that does not answer. */
export async function openBroker(address: string, hooks: BrokerHooks): Promise<Broker> {
  const where = readAddress(address, process.env);
  const { shown } = where;
  const bullmq = await import('bullmq');
  const { classes, connection, shelf, close } =
    where.kind === 'redis' ? await connectRedis(where, bullmq, hooks) : await connectPostgres(where, bullmq, hooks);
  if (!where.hasPassword && !where.isLocal && !warned.has(shown)) {
    warned.add(shown);
    hooks.onNotice(
      `queue ${shown}: it answers without a password: whoever reaches it can read and change scores (set one, or ASSAY_QUEUE_PASSWORD)`,
    );
  }
  const options = { connection, prefix: 'assay' };
  return {
    shown,
    shelf,
    async openJobs(name, onEnded): Promise<JobQueue> {
      const queue = new classes.Queue(name, { ...options, streams: { events: { maxLen: 1000 } } });
      const events = new classes.QueueEvents(name, options);
      // The driver says once that its connection is lost; these would repeat it.
      queue.on('error', () => undefined);
      events.on('error', () => undefined);
      listen(events, onEnded);
      await events.waitUntilReady();
      return {
        async add(id, data) {
          await queue.add('score', data, { jobId: id, removeOnComplete: keptJobs, removeOnFail: true });
        },
        async state(id): Promise<JobState> {
          const job = await queue.getJob(id);
          if (job === undefined) return { kind: 'missing' };
          if (job.finishedOn === undefined || job.finishedOn === null) return { kind: 'open' };
          return job.failedReason === undefined || job.failedReason === null || job.failedReason === ''
            ? { kind: 'done', value: job.returnvalue }
            : { kind: 'failed', reason: job.failedReason };
        },
        async remove(id) {
          await queue.remove(id);
        },
        async close() {
          await Promise.allSettled([events.close(), queue.close()]);
        },
      };
    },
    async serve(name, serving: ServeOptions): Promise<JobServer> {
      const { concurrency, lockMilliseconds } = serving;
      const worker = new classes.Worker(name, (job) => serving.run(job.data), {
        ...options,
        name: serving.name,
        concurrency,
        lockDuration: lockMilliseconds,
        stalledInterval: lockMilliseconds,
        maxStalledCount: mostStalls,
        runRetryDelay: retryMilliseconds,
      });
      worker.on('error', () => undefined);
      return { close: () => worker.close() };
    },
    async forget(name) {
      const queue = new classes.Queue(name, { ...options, skipMetasUpdate: true });
      queue.on('error', () => undefined);
      try {
        await queue.obliterate({ force: true });
      } finally {
        await queue.close();
      }
    },
    close,
  };
}

interface Ended {
  readonly jobId: string;
}

interface Emitter {
  on(event: 'completed', listener: (ended: Ended & { readonly returnvalue: unknown }) => void): unknown;
  on(event: 'failed', listener: (ended: Ended & { readonly failedReason: string }) => void): unknown;
  on(event: 'duplicated', listener: (ended: Ended) => void): unknown;
}

function listen(events: object, onEnded: OnEnded): void {
  const emitter = events as Emitter;
  emitter.on('completed', ({ jobId, returnvalue }) => onEnded(jobId, { kind: 'done', value: returnvalue }));
  emitter.on('failed', ({ jobId, failedReason }) => onEnded(jobId, { kind: 'failed', reason: failedReason }));
  emitter.on('duplicated', ({ jobId }) => onEnded(jobId, undefined));
}
