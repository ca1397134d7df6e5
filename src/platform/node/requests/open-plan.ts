/**
 * A plan that is ready to run on this machine: names looked up, images in memory, runners to choose from.
 * Small or cheap work stays in this thread; a pool is started for the rest, once, and closed with the plan.
 */
import { availableParallelism } from 'node:os';
import * as v from 'valibot';
import { setImmediate } from 'node:timers/promises';
import type { Architecture } from '../../../arch/types.js';
import { registry as builtIn } from '../../../engine/built-in.js';
import type { SharedData } from '../../../engine/data/source.js';
import type { OpenedPlan, PlanOptions } from '../../../engine/host.js';
import { createRunnerChooser, scannersFor } from '../../../engine/choose-runner.js';
import type { Evaluator } from '../../../engine/evaluate.js';
import { createHelpedRunner } from '../../../engine/helped-runner.js';
import { createLocalRunner } from '../../../engine/local-runner.js';
import { completePlan, imageNeeds, resolvePlan, type PlanRequest, type ResolvedProxy } from '../../../engine/plan.js';
import { proxyTextsOf, registryWith, type ProxyGiven } from '../../../engine/values.js';
import { usageError } from '../../../core/errors.js';
import { checkRequest, requestSchema } from '../../../core/schema/check-request.js';
import { flag, made, text } from '../../../core/schema/fields.js';
import { traitsOf } from '../../../evidence/levels.js';
import { dataFields, proxiesField, workersField } from '../../../engine/request-fields.js';
import type { Registry, Runner, Runners } from '../../../engine/types.js';
import { openData, requireDataFiles } from '../files/data-source.js';
import { createNodeEvaluator } from '../threads/evaluator.js';
import { clock as now } from '../clock.js';
import { silenceOrtTelemetry } from '../devices/ort-engine.js';
import { requireDevice } from '../devices/require-device.js';
import { cardWorkers, createCardPool } from '../threads/card-pool.js';
import { createPool, type Pool } from '../threads/pool.js';
import { modelFileOf, userFileDigest, userFileOf } from '../user-code/user-file.js';
import { withUserFiles } from '../user-code/with-user-files.js';
import type { ProcessRunner } from '../queue/process-runner.js';
import type { QueueOptions } from '../queue/queue-runner.js';
import { createScanPool, type ScanPool } from '../threads/scan-pool.js';

/** How a plan is opened on this machine. */
export interface OpenOptions extends PlanOptions {
  /** Threads that score; 0 runs everything in this thread; by default, one for each core. Where networks take milliseconds, this thread is one of them. */
  readonly workers?: number;
  /** URL of a module that exports `registry: Registry`, for the caller's spaces and proxies; workers import it too. */
  readonly registryModule?: string;
  /** Nothing is run: scores are looked up, and the plan's device need not be here. */
  readonly looksUp?: boolean;
  /** A queue, whose workers take the place of threads. */
  readonly queue?: QueueOptions;
}

/** A plan ready on this machine. */
export interface NodePlan extends OpenedPlan {
  readonly data: SharedData;
}

/** Whether the plan's device computes something for a proxy. */
export const runsOnDevice = ({ requests }: ResolvedProxy): boolean =>
  requests.some((request) => traitsOf(request).runs === 'network');

/** Milliseconds between turns of the event loop while workers wait for calls of this thread. */
const HELPED_STRETCH = 5;

/** Calls of a helping worker: the one it works on, and the next, because this thread works for milliseconds before it can send one. */
const HELPER_CALLS = 2;

/** A plan; only the proxies are required, as specs or as values (`defineProxy`). */
export type NodePlanRequest = Omit<PlanRequest, 'proxies'> & { readonly proxies: readonly ProxyGiven[] };

const planSchema = requestSchema<NodePlanRequest>(
  { proxies: proxiesField },
  { ...dataFields, space: text, device: v.picklist(['webgpu', 'cuda']) },
);
const optionsSchema = requestSchema<OpenOptions>(
  {},
  {
    workers: workersField,
    architectures: v.array(
      v.custom<Architecture>((value) => typeof value === 'object' && value !== null && 'nodes' in value, 'a network'),
    ),
    registry: made<Registry>('a registry of spaces and proxies', 'openSpace'),
    registryModule: text,
    looksUp: flag,
    queue: v.custom<QueueOptions>((value) => typeof value === 'object' && value !== null && 'address' in value, 'a queue'),
  },
);

/**
 * Opens a plan on this machine: names are looked up, images are in memory, and worker threads start where they pay.
 * @throws usage errors for names and numbers in the plan, data errors for the files its data names.
 */
export async function openPlan(request: NodePlanRequest, options: OpenOptions = {}): Promise<NodePlan> {
  checkRequest('openPlan', planSchema, request);
  checkRequest('openPlan', optionsSchema, options);
  const { architectures = [], registryModule, looksUp = false } = options;
  const { workers: most = request.device === undefined ? availableParallelism() : cardWorkers } = options;
  const plan = completePlan({ ...request, proxies: proxyTextsOf(request.proxies) });
  const values = options.registry ?? registryWith(undefined, request.proxies);
  // A worker cannot be sent functions.
  const workers = values === undefined ? most : 0;
  silenceOrtTelemetry();
  const named =
    values ?? (registryModule === undefined ? builtIn : ((await import(registryModule)) as { registry: Registry }).registry);
  const registry = await withUserFiles(named, plan);
  const spaceFile = plan.space === undefined ? undefined : (userFileOf(plan.space) ?? modelFileOf(plan.space));
  const spaceDigest = spaceFile === undefined ? undefined : userFileDigest(spaceFile.path);
  const resolved = resolvePlan(plan, registry);
  if (plan.device !== undefined && options.queue === undefined && !looksUp && resolved.proxies.some(runsOnDevice))
    await requireDevice(plan.device);
  const needs = imageNeeds(resolved, architectures);
  if (needs.counts.length === 0 && !looksUp) requireDataFiles(plan.data);
  const data = await openData(plan.data, plan.seed, needs);
  const remote =
    options.queue === undefined
      ? undefined
      : await (await import('../queue/open-remote.js')).openRemote(resolved, data, options.queue, values !== undefined);
  let evaluator: Evaluator | undefined;
  const runHere = (stretch?: number): Runner => {
    evaluator ??= createNodeEvaluator({ plan, data, registry, threads: 1 });
    return createLocalRunner(evaluator, { now, turn: () => setImmediate(), ...(stretch === undefined ? {} : { stretch }) });
  };
  let local: Runner | undefined;
  let helped: Runner | undefined;
  let pool: Pool | ProcessRunner | undefined;
  const setup = { plan, data, ...(registryModule === undefined ? {} : { registryModule }) };
  const startPool = (threads: number): Pool | ProcessRunner =>
    (pool ??= plan.device === undefined ? createPool(setup, threads) : createCardPool(setup, threads));
  const startHelpers = (threads: number): Runner => {
    if (helped === undefined) {
      const helpers = createPool(setup, threads, HELPER_CALLS);
      pool = helpers;
      helped = createHelpedRunner({ local: runHere(HELPED_STRETCH), helpers });
    }
    return helped;
  };
  // A user's file may compute without an end, and a card's pool consists of processes.
  const mayWorkHere = plan.device === undefined && ![plan.space ?? '', ...plan.proxies].some((spec) => userFileOf(spec));
  const scans: ScanPool[] = [];
  const chooseRunner = createRunnerChooser(resolved, {
    workers,
    architectures,
    local: () => (local ??= runHere()),
    pool: startPool,
    ...(mayWorkHere ? { helped: startHelpers } : {}),
    ...(remote === undefined ? {} : { remote }),
  });
  let isClosed = false;
  const requireOpen = (): void => {
    if (isClosed) throw usageError('plan', { expected: 'an open one', got: 'one that has been closed', code: 'closed' });
  };
  const runners: Runners = {
    choose(proxies, jobs) {
      requireOpen();
      return chooseRunner(proxies, jobs);
    },
    scanner(wanted, count, known) {
      requireOpen();
      const scan = createScanPool(resolved, wanted, {
        workers: known === undefined ? scannersFor(resolved, wanted.proxies, count, workers) : 0,
        ...(known === undefined ? {} : { known }),
        ...(registryModule === undefined ? {} : { registryModule }),
      });
      scans.push(scan);
      return scan;
    },
    async close() {
      isClosed = true;
      await Promise.all([remote?.close(), pool?.close(), ...scans.map((scan) => scan.close())]);
      pool = undefined;
    },
  };
  return {
    resolved,
    registry,
    data,
    ...(spaceDigest === undefined ? {} : { spaceDigest }),
    runners,
    now,
    close: () => runners.close(),
  };
}
