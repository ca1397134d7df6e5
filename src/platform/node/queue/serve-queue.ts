/**
 * A worker: it looks which runs are on the queue, and works on the jobs of those that it fits. Each run is served by processes of its own. Files are
 * fetched once, by their digests, into a folder that the worker deletes when it ends.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataError, usageError } from '../../../core/errors.js';
import { plural } from '../../../core/plural.js';
import { checkRequest, requestSchema } from '../../../core/schema/check-request.js';
import { count, flag, hook, positive, signal as signalField, text } from '../../../core/schema/fields.js';
import { version } from '../../../core/version.js';
import { deviceField } from '../../../engine/request-fields.js';
import { failureReply } from '../../../engine/remote/messages.js';
import { cardOf, type RunDevice } from '../../../runtime/ort/devices.js';
import { deviceTitle } from '../devices/device-engine.js';
import { cardWorkers } from '../threads/card-pool.js';
import { requireDevice } from '../devices/require-device.js';
import { engineName, machineName, readRuns, startAnnouncing, type RunNote, type WorkerNote } from './announcements.js';
import { createFetchedFiles } from './fetch-files.js';
import { runInWords } from './list-queue.js';
import { readJobs, receivedJob } from './messages.js';
import { createNotices } from './notices.js';
import { openBroker } from './open-broker.js';
import { createProcessRunner } from './process-runner.js';
import { forgetRun, misfit, queueName } from './queued-run.js';
import { setupDigest, readSetup, unpackData, type RunSetup } from './setup.js';
import type { Broker } from './types.js';

/** How a worker works. */
export interface ServeQueueRequest {
  /** `redis://host:6379` or `postgres://host/database`. */
  readonly queue: string;
  /** Architectures at once; by default, one for each core. */
  readonly workers?: number;
  /** What runs networks here, the processor unless given: a worker serves the runs of its device. */
  readonly device?: RunDevice;
  /** Run modules that runs send: spaces and proxies in files. They can do what this user can. */
  readonly allowCode?: boolean;
  /** The seconds after which the jobs of a silent worker go to another, 15 unless given. */
  readonly lockSeconds?: number;
  /** End after so many seconds without a job. */
  readonly idleSeconds?: number;
  /** URL of a module that exports `registry: Registry`, for the caller's spaces and proxies. */
  readonly registryModule?: string;
  /** One line for the user. */
  readonly onNotice?: (line: string) => void;
  /** Ends the worker after the jobs that it works on. */
  readonly signal?: AbortSignal;
}

const schema = requestSchema<ServeQueueRequest>(
  { queue: text },
  {
    workers: count(1, 1024),
    device: deviceField,
    allowCode: flag,
    lockSeconds: positive,
    idleSeconds: positive,
    registryModule: text,
    onNotice: hook,
    signal: signalField,
  },
);

/** Milliseconds between looks for runs. */
const lookMilliseconds = 400;
/** Milliseconds until a run that could not be served is tried again. */
const lookAgainMilliseconds = 3000;

/** Milliseconds that cleaning may take when the worker ends. */
const leaveMilliseconds = 2000;

interface Served {
  close(): Promise<void>;
}

/** What a worker did. */
export interface ServedQueue {
  /** Architectures that were scored. */
  readonly evaluations: number;
}

/**
 * Works on the jobs of a queue until the signal or `idleSeconds` ends it.
 * @throws a usage error for a queue that does not answer, or whose runs are all of another version.
 */
export async function serveQueue(request: ServeQueueRequest): Promise<ServedQueue> {
  checkRequest('serveQueue', schema, request);
  const card = cardOf(request.device);
  const {
    workers = card === undefined ? availableParallelism() : cardWorkers,
    allowCode = false,
    lockSeconds = 15,
    onNotice = () => undefined,
    signal,
  } = request;
  if (card !== undefined) await requireDevice(card);
  const broker = await openBroker(request.queue, { onNotice });
  const folder = mkdtempSync(join(tmpdir(), 'assay-worker-'));
  try {
    const engine = engineName(await deviceTitle(card));
    const self: WorkerNote = {
      machine: machineName,
      assay: version,
      engine,
      ...(card === undefined ? {} : { device: card }),
      slots: workers,
      allowsCode: allowCode,
      now: [],
    };
    await requireVersion(broker);
    const now = new Map<string, string>();
    const files = createFetchedFiles(broker.shelf, folder);
    const sayOnce = createNotices(broker.shown, onNotice);
    const served = new Map<string, Promise<Served | undefined>>();
    /** The ends of runs that are over. */
    const leaving = new Set<Promise<unknown>>();
    let evaluations = 0;
    let busyAt = performance.now();
    const announcer = await startAnnouncing(broker.shelf, 'worker', '', () =>
      JSON.stringify({ ...self, now: [...now.values()] }),
    );

    onNotice(`queue ${broker.shown}: ready for ${plural(workers, 'network')} at once`);

    const open = async (digest: string, note: RunNote): Promise<Served | undefined> => {
      const setup = setupOf(digest, note);
      const reason = setup === undefined ? `expected Assay ${note.assay}, as the run, got ${version}` : misfit(setup, self);
      if (setup === undefined || reason !== undefined) {
        sayOnce(`the run of ${note.machine} is not served: ${reason}`);
        return undefined;
      }
      const located: Record<string, string> = {};
      for (const [path, { digest: ofFile, name, beside }] of Object.entries(setup.files))
        located[path] = await files.path(ofFile, name, beside);
      const { space, imageSize, init, device, ...plan } = setup.plan;
      const runner = createProcessRunner({
        plan: {
          ...plan,
          ...(space === undefined ? {} : { space }),
          ...(imageSize === undefined ? {} : { imageSize }),
          ...(init === undefined ? {} : { init }),
          ...(device === undefined ? {} : { device }),
        },
        data: await unpackData(setup.data, files.bytes),
        threads: workers,
        files: located,
        ...(request.registryModule === undefined ? {} : { registryModule: request.registryModule }),
      });
      sayOnce(`serving the run of ${note.machine}: ${runInWords(setup.plan)}`);
      const by = { machine: machineName, engine };
      const server = await broker.serve(queueName(digest), {
        concurrency: workers,
        lockMilliseconds: lockSeconds * 1000,
        name: machineName,
        async run(data) {
          const key = randomUUID();
          try {
            const sent = readJobs(data);
            now.set(key, nameOf(sent[0]));
            const jobs = [];
            for (const job of sent) jobs.push(await receivedJob(job, files.path));
            const value = await runner.run(jobs);
            evaluations += value.length;
            return { ok: true, value, by };
          } catch (error) {
            return { ...failureReply(error), by };
          } finally {
            now.delete(key);
            busyAt = performance.now();
          }
        },
      });
      return {
        async close() {
          await server.close();
          await runner.close();
        },
      };
    };

    const isOver = (): boolean =>
      signal?.aborted === true ||
      (request.idleSeconds !== undefined && now.size === 0 && performance.now() - busyAt > request.idleSeconds * 1000);
    while (!isOver()) {
      const runs = await readRuns(broker.shelf).catch(() => undefined);
      if (runs !== undefined) {
        const there = new Map(runs.map(({ digest, note }) => [digest, note]));
        for (const [digest, note] of there)
          if (!served.has(digest))
            served.set(
              digest,
              open(digest, note).catch((error: unknown) => {
                sayOnce(`the run of ${note.machine} is not served: ${error instanceof Error ? error.message : String(error)}`);
                // A file that the server forgot is sent again.
                setTimeout(() => served.delete(digest), lookAgainMilliseconds).unref();
                return undefined;
              }),
            );
        for (const [digest, own] of served)
          if (!there.has(digest)) {
            served.delete(digest);
            const left = own
              .then((one) => one?.close())
              // What a run left that was killed, and what its cleaning could not see.
              .then(() => forgetRun(broker, digest))
              .catch(() => undefined)
              .finally(() => leaving.delete(left));
            leaving.add(left);
          }
      }
      await pause(lookMilliseconds, signal);
    }
    await announcer.stop();
    await Promise.all([...served.values()].map(async (own) => (await own)?.close()));
    // A server that is away must not keep this process.
    await Promise.race([Promise.all(leaving), new Promise((resolve) => setTimeout(resolve, leaveMilliseconds).unref())]);
    return { evaluations };
  } finally {
    await broker.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function nameOf(job: ReturnType<typeof readJobs>[number] | undefined): string {
  const candidate = job?.candidate;
  if (typeof candidate === 'string') return candidate.slice(0, 200);
  return (job?.name ?? 'a network').slice(0, 200);
}

/** Undefined if another version made it, which may write other settings. */
function setupOf(digest: string, note: RunNote): RunSetup | undefined {
  if (note.assay !== version) return undefined;
  const setup = readSetup('queue', note.setup);
  if (setupDigest(setup) !== digest)
    throw dataError('queue', { expected: 'settings that fit their digest', got: 'others', code: 'damaged' });
  return setup;
}

/** @throws a usage error if there are runs and all are of other versions. */
async function requireVersion({ shelf, shown }: Broker): Promise<void> {
  const runs = await readRuns(shelf);
  const [other] = runs;
  if (other === undefined || runs.some(({ note }) => note.assay === version)) return;
  throw usageError(`queue ${shown}`, {
    expected: `a worker of Assay ${other.note.assay}, as the run of ${other.note.machine}`,
    got: version,
    hint: 'scores of different versions are not mixed: install that version here',
    code: 'mismatch',
  });
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    }
    signal?.addEventListener('abort', done, { once: true });
  });
}
