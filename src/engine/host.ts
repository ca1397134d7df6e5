/**
 * The machine that a session runs on: threads, files, a clock. `createLocalHost` runs everything in this thread, in Node as in
 * a browser; `assay/node` has a host with worker threads and files.
 */
import type { Architecture } from '../arch/types.js';
import type { LatencyMachine } from '../runtime/latency/types.js';
import type { SearchSpace } from '../spaces/types.js';
import type { ResolvedPlan } from './plan.js';
import type { Plan, Registry, Runners } from './types.js';

/** A plan made ready to run: names looked up, images in memory, runners to choose from. */
export interface OpenedPlan {
  readonly resolved: ResolvedPlan;
  readonly registry: Registry;
  /** `digest`: hash of the data's files, if there are any. */
  readonly data: { readonly digest?: string };
  /** Hash of the space's file, if it comes from a file. */
  readonly spaceDigest?: string;
  readonly runners: Runners;
  /** Milliseconds, for the options named `now`. */
  readonly now: () => number;
  /** Ends workers and frees memory. */
  close(): Promise<void>;
}

/** What is given with a plan when it is opened. */
export interface PlanOptions {
  /** Architectures outside the plan's space that will be evaluated: images are prepared for their input shapes. */
  readonly architectures?: readonly Architecture[];
  /** Spaces and proxies given as values. They cannot be sent to a worker, so everything runs in this thread. */
  readonly registry?: Registry;
}

/** The machine that work runs on. */
export interface Host {
  /** A clock in milliseconds. */
  now(): number;
  /** The space of a spec. @throws usage errors. */
  openSpace(spec: string): Promise<SearchSpace>;
  /** @throws usage errors for names and numbers in the plan, data errors for the files its data names. */
  openPlan(plan: Plan, options?: PlanOptions): Promise<OpenedPlan>;
  /** Name and version of the engine that runs networks with random weights, for the keys of cached scores. @throws if there is none. */
  engineTitle(): Promise<string>;
  /** The machine that measures latencies. @throws if it cannot measure. */
  machine(): Promise<LatencyMachine>;
  /** Runs long synchronous work so that the user can interrupt it; by default, runs it directly. */
  compute?<T>(work: () => T): T;
}
