/** Who runs a job: this thread, or worker threads, where they pay. */
import { networksAt } from '../arch/image-size.js';
import { countCost } from '../arch/cost.js';
import type { Architecture } from '../arch/types.js';
import { greatest } from '../core/greatest.js';
import {
  effortOf,
  isShort,
  typicalNetworks,
  worthAPool,
  worthAWorker,
  worthScanners,
  worthSending,
  type Effort,
} from './effort.js';
import { createGrowingRunner, type Pace } from './growing-runner.js';
import type { ResolvedPlan } from './plan.js';
import { buildsNetworks } from './scan/scan-block.js';
import type { Runner } from './types.js';

interface RunnerChoice {
  /** Most worker threads; 0 where there are none. */
  readonly workers: number;
  /** Networks that will be scored besides those of the plan's space. */
  readonly architectures: readonly Architecture[];
  /** The runner of this thread; the same at every call. */
  local(): Runner;
  /** A pool, which is started once, with so many threads. */
  pool(threads: number): Runner;
  /** This thread with the help of so many workers, which are started once; left out where this thread must stay free. */
  helped?(workers: number): Runner;
  /** The runner of other machines; it takes the place of the pool. */
  readonly remote?: Runner;
}

/** Chooses the runner for jobs with some of the plan's proxies. */
export function createRunnerChooser(
  { plan, proxies, space }: ResolvedPlan,
  { workers, architectures, local, pool, helped, remote }: RunnerChoice,
): (texts: readonly string[], jobs: number) => Runner {
  const pace: Pace = { worked: 0, perJob: [] };
  const largest: { [effort: string]: number } = {};
  const largestBatch = (effort: Effort): number => {
    const networks = (): readonly Architecture[] =>
      networksAt(plan.imageSize, [...architectures, ...(effort === 'wholeNetwork' ? typicalNetworks(space) : [])]);
    return (largest[effort] ??= greatest([0, ...networks().map((architecture) => countCost(architecture).macs * plan.batch)]));
  };
  const blocks = (effort: Effort): boolean => worthAWorker[effort] < Infinity && largestBatch(effort) > worthAWorker[effort];
  const effortWith = (texts: readonly string[]): Effort =>
    effortOf(proxies.flatMap(({ text, requests }) => (texts.includes(text) ? requests : [])));
  // Where some proxy of the plan runs complete networks, threads are started for these, and this thread stays free.
  const isHelped = isShort[effortWith(proxies.map(({ text }) => text))];
  const allThreads = (effort: Effort): Runner => {
    if (!isHelped || helped === undefined || blocks(effort)) return pool(workers);
    return workers === 1 ? local() : helped(workers - 1);
  };
  return (texts, jobs) => {
    const effort = effortWith(texts);
    if (remote !== undefined) return jobs >= worthSending[effort] ? remote : local();
    if (workers > 0 && jobs >= worthAPool[effort]) {
      if (effort !== 'built') return allThreads(effort);
      return createGrowingRunner({ jobs, local, pool: () => allThreads(effort), pace });
    }
    // As many workers as jobs: threads share the memory that a network may take.
    if (workers > 0 && blocks(effort)) return pool(Math.max(1, Math.min(workers, jobs)));
    return local();
  };
}

/** How many worker threads join a scan of so many genotypes. */
export function scannersFor(resolved: ResolvedPlan, texts: readonly string[], count: number, workers: number): number {
  const isWorth = count >= worthScanners[buildsNetworks(resolved, texts) ? 'built' : 'counted'];
  return isWorth ? Math.max(0, workers - 1) : 0;
}
