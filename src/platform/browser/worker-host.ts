import { registry as builtIn } from '../../engine/built-in.js';
import type { Host } from '../../engine/host.js';
import { createLocalHost, type LocalHostOptions } from '../../engine/local-host.js';
import { runsNetwork } from '../../evidence/levels.js';
import { createWorkerPool, type Seat, type WorkerLike } from './worker-pool.js';

/** How a page's networks are spread over workers. */
export interface WorkerHostOptions extends LocalHostOptions {
  /** At most so many workers; by default one for each core, at most four. */
  readonly workers?: number;
}

/** Each holds its runtime and weights. */
const mostWorkers = 4;

/**
 * A host whose networks run in several module workers, for a page that is not isolated: there WebAssembly has no threads. The scores are those of
 * `createLocalHost`, digit for digit, in the same order. What runs no network stays in this thread, and so do spaces and proxies given as values, which cannot be sent
 * to a worker; networks of these need `engine`. Workers stay for the next plan, with their runtime loaded.
 * @param start makes a worker whose script calls `answerWorkerHost`: `() => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })`.
 */
export function createWorkerHost(start: () => Worker, options: WorkerHostOptions = {}): Host {
  const { workers = Math.max(1, Math.min(mostWorkers, globalThis.navigator.hardwareConcurrency)), ...given } = options;
  const local = createLocalHost(given);
  const spare: Seat[] = [];
  return {
    ...local,
    async openPlan(plan, planOptions = {}) {
      const here = await local.openPlan(plan, planOptions);
      const isSent = planOptions.registry === undefined || planOptions.registry === builtIn;
      if (!isSent || !here.resolved.proxies.some(({ requests }) => requests.some(runsNetwork))) return here;
      const { images } = given;
      const pool = createWorkerPool(start as () => WorkerLike, workers, spare, {
        plan: here.resolved.plan,
        ...(images === undefined ? {} : { images }),
      });
      const close = async (): Promise<void> => pool.close();
      return { ...here, runners: { choose: () => pool, close }, close };
    },
  };
}
