/**
 * Runs a scan in this thread, which starts at once, and in worker threads, which join when they have loaded. Blocks are
 * given in their order to any free thread that has loaded; the results do not depend on the thread.
 */
import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import type { Piscina } from 'piscina';
import { AssayError } from '../../../core/errors.js';
import type { ResolvedPlan } from '../../../engine/plan.js';
import type { Quantity } from '../../../engine/limits/quantities.js';
import { createScanner } from '../../../engine/scan/scan-block.js';
import type { ScanBlock, ScanRequest, ScanResult, ScanRunner } from '../../../engine/scan/types.js';
import { hasLoaded } from './has-loaded.js';
import { valueOf, type Reply } from '../../../engine/remote/messages.js';
import { builtFile } from '../files/package-files.js';
import { endedByFile } from '../user-code/user-code-errors.js';
import type { ScanSetup } from './scan-worker.js';

const workerFile = builtFile('platform/node/threads/scan-worker.js');

export interface ScanPool extends ScanRunner {
  /** Ends the workers; running blocks are dropped. */
  close(): Promise<void>;
}

interface Task {
  readonly block: ScanBlock;
  resolve(result: ScanResult): void;
  reject(error: unknown): void;
}

/** Blocks that a worker has at a time: the one it works on, and enough that it never waits while this thread works on a block. */
const perWorker = 8;
/** Answered at once by a worker that has loaded. */
const nothing: ScanBlock = { first: 0, count: 0 };

interface ScanPoolOptions {
  /** Threads besides this one. */
  readonly workers: number;
  readonly registryModule?: string;
  /** Quantities of this run only; then `workers` must be 0. */
  readonly known?: readonly Quantity[];
}

export function createScanPool(
  resolved: ResolvedPlan,
  request: ScanRequest,
  { workers, registryModule, known }: ScanPoolOptions,
): ScanPool {
  const scanHere = createScanner(resolved, request, known);
  const setup: ScanSetup = { plan: resolved.plan, request, ...(registryModule === undefined ? {} : { registryModule }) };
  let threads: Piscina<ScanBlock, Reply<ScanResult>> | undefined;
  const waiting: Task[] = [];
  let isBusyHere = false;
  let away = 0;
  /** Workers that have loaded: only these get blocks, so that a short search does not wait for loading workers. */
  let ready = 0;
  let isClosed = false;

  const workHere = async (): Promise<void> => {
    isBusyHere = true;
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
      // Lets messages of the workers and signals be handled.
      await setImmediate();
      try {
        task.resolve(scanHere(task.block));
      } catch (error) {
        task.reject(error);
      }
      sendAway();
    }
    isBusyHere = false;
  };
  const sendAway = (): void => {
    if (threads === undefined) return;
    while (waiting.length > 0 && away < perWorker * ready) {
      const { block, resolve, reject } = waiting.shift() as Task;
      away++;
      threads
        .run(block)
        .then((reply) => valueOf(reply))
        .then(resolve, (error: Error) =>
          reject(error instanceof AssayError ? error : (endedByFile(resolved.plan.space, error.message) ?? error)),
        )
        .finally(() => {
          away--;
          sendAway();
        });
    }
  };
  const startWorkers = async (): Promise<void> => {
    const started = await startThreads(setup, workers);
    threads = started;
    // A worker that answers while the pool is closed, or dies before it has loaded, can be ignored: this thread does the work.
    started.on('error', () => undefined);
    const load = async (): Promise<void> => {
      await started.run(nothing);
      ready++;
      if (!isClosed) sendAway();
    };
    await Promise.allSettled(Array.from({ length: workers }, load));
  };
  const loading = workers > 0 && existsSync(workerFile) ? startWorkers() : Promise.resolve();
  return {
    concurrency: workers + 1,
    run: (block) =>
      new Promise((resolve, reject) => {
        waiting.push({ block, resolve, reject });
        sendAway();
        if (!isBusyHere) void workHere();
      }),
    forget() {
      waiting.length = 0;
    },
    async close() {
      isClosed = true;
      waiting.length = 0;
      await hasLoaded(loading);
      await threads?.destroy();
    },
  };
}

/** The package is loaded only where there are workers: other commands start sooner. */
async function startThreads(workerData: ScanSetup, threads: number): Promise<Piscina<ScanBlock, Reply<ScanResult>>> {
  const { Piscina: Threads } = await import('piscina');
  return new Threads({
    filename: workerFile,
    name: 'scanBlock',
    minThreads: threads,
    maxThreads: threads,
    concurrentTasksPerWorker: perWorker,
    workerData,
  });
}
