/**
 * Worker threads that evaluate architectures (piscina). Every worker holds its own evaluator and runtime; the images are in
 * shared memory. All workers give the same answers.
 */
import { existsSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import type { Piscina } from 'piscina';
import { candidateName } from '../../../engine/candidate-view.js';
import { createPatientRunner } from '../../../engine/patient-runner.js';
import { WorkerLost } from '../../../engine/worker-lost.js';
import type { LoadingRunner } from '../../../engine/helped-runner.js';
import type { Evaluation, Runner } from '../../../engine/types.js';
import { valueOf, type Reply, type WorkerRequest, type WorkerSetup } from '../../../engine/remote/messages.js';
import { builtFile } from '../files/package-files.js';
import { untilAborted } from './until-aborted.js';
import { endedByFile } from '../user-code/user-code-errors.js';

const workerFile = builtFile('platform/node/threads/worker.js');

/** A worker's new objects. Few outlive a network: with V8's 48 MB the main job takes no less processor time, and more memory. */
const YOUNG_MEGABYTES = 12;

/**
 * Bytecode that V8 may copy into a function it optimizes. With its 920 a third of a worker's first second is compilation of what a short run hardly
 * uses again: the main job takes a sixth less processor time with 200, scores of gradients a twentieth.
 */
const INLINED_BYTECODE = 200;

/**
 * Bytecode that V8 runs of a function before it optimizes it. A network's graph is written in some tens of milliseconds, by hundreds of functions
 * of which few are worth it: with V8's 67,584 compilation takes as much processor time as the first thirty networks' graphs.
 */
const BYTECODE_BEFORE_OPTIMIZING = 600_000;

export interface Pool extends LoadingRunner {
  /**
   * Ends the workers when each has finished its current job; other jobs are dropped. A thread that is ended during a run of the native runtime ends
   * the entire process (the end of the run throws where nothing may be thrown any more).
   */
  close(): Promise<void>;
}

/**
 * A pool of `workers` threads, which start with the first call of `prepare` or `run`.
 * @param callsEach the most calls that a worker has at a time: with two it begins the next one without waiting for this thread.
 * @throws (from `run`) the error of an evaluation in a worker, or one clear error when a worker that did nothing died.
 */
export function createPool(setup: Omit<WorkerSetup, 'threads' | 'stop'>, workers: number, callsEach = 1): Pool {
  if (!existsSync(workerFile)) throw new Error(`no worker at ${workerFile}: run "npm run build", or use 0 workers`);
  let threads: Promise<Piscina<WorkerRequest, Reply<readonly Evaluation[]>>> | undefined;
  let failed: Error | undefined;
  let loaded = 0;
  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const underWay = new Set<Promise<unknown>>();
  const noted = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work);
    work.finally(() => underWay.delete(work)).catch(() => undefined);
    return work;
  };
  const start = async (): Promise<Piscina<WorkerRequest, Reply<readonly Evaluation[]>>> => {
    const { Piscina: Threads } = await import('piscina');
    setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${INLINED_BYTECODE}`);
    setFlagsFromString(`--interrupt-budget=${BYTECODE_BEFORE_OPTIMIZING}`);
    const started = new Threads<WorkerRequest, Reply<readonly Evaluation[]>>({
      filename: workerFile,
      name: 'evaluateJobs',
      minThreads: workers,
      maxThreads: workers,
      concurrentTasksPerWorker: callsEach,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
      workerData: { ...setup, threads: workers, stop } satisfies WorkerSetup,
    });
    // Piscina reports the death of an idle worker here; without a handler it would end the process.
    started.on('error', (error: Error) => (failed ??= error));
    // A worker answers once it has loaded: none may be ended before (see has-loaded).
    const settle = (): void => void loaded++;
    for (let worker = 0; worker < workers; worker++) noted(started.run({ jobs: [] })).then(settle, settle);
    return started;
  };
  const runOnce: Runner['run'] = async (jobs, signal) => {
    signal?.throwIfAborted();
    const names = jobs.map(({ candidate }) => candidateName(candidate));
    if (failed !== undefined) throw endedByFile(setup.plan.space, messageOf(failed)) ?? new Error(deathOf(failed, names));
    let reply: Reply<readonly Evaluation[]>;
    try {
      const pool = await (threads ??= start());
      signal?.throwIfAborted();
      reply = await untilAborted(noted(pool.run({ jobs: jobs.map(({ known: _, ...job }) => job) })), signal);
    } catch (error) {
      signal?.throwIfAborted();
      throw endedByFile(setup.plan.space, messageOf(error)) ?? new WorkerLost(deathOf(error, names), { cause: error });
    }
    return valueOf(reply);
  };
  return {
    ...createPatientRunner({ concurrency: workers, run: runOnce }, setup.plan.proxies),
    // An error comes again with the first call of `run`.
    prepare: () => void (threads ??= start()).catch(() => undefined),
    loaded: () => loaded,
    callsEach,
    async close() {
      Atomics.store(stop, 0, 1);
      const started = await threads?.catch(() => undefined);
      await Promise.allSettled(underWay);
      await started?.destroy();
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function deathOf(error: unknown, names: readonly string[]): string {
  return `a worker died while evaluating ${names[0]}${names.length > 1 ? ` and ${names.length - 1} more` : ''}: ${messageOf(error)}`;
}
