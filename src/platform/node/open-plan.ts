/**
 * A plan that is ready to run on this machine: names looked up, images in memory, runners to choose from.
 * Small or cheap work stays in this thread; a pool is started for the rest, once, and closed with the plan.
 */
import { greatest } from '../../core/greatest.js';
import { availableParallelism } from 'node:os';
import * as v from 'valibot';
import { setImmediate } from 'node:timers/promises';
import { countCost } from '../../arch/cost.js';
import type { Architecture } from '../../arch/types.js';
import { registry as builtIn } from '../../engine/built-in.js';
import type { SharedData } from '../../engine/data/source.js';
import type { OpenedPlan, PlanOptions } from '../../engine/host.js';
import { effortOf, typicalNetworks, worthAPool, worthAWorker, worthScanners, type Effort } from '../../engine/effort.js';
import { buildsNetworks } from '../../engine/scan/scan-block.js';
import { createLocalRunner } from '../../engine/local-runner.js';
import { completePlan, imageNeeds, resolvePlan, type PlanRequest } from '../../engine/plan.js';
import { proxyTextsOf, registryWith, type ProxyGiven } from '../../engine/values.js';
import { usageError } from '../../core/errors.js';
import { checkRequest, requestSchema } from '../../core/schema/check-request.js';
import { made, text } from '../../core/schema/fields.js';
import { dataFields, proxiesField, workersField } from '../../engine/request-fields.js';
import type { Registry, Runner, Runners } from '../../engine/types.js';
import { openData } from './data-source.js';
import { createNodeEvaluator } from './evaluator.js';
import { withSpaceFile } from './load-space.js';
import { withProxyFiles } from './load-proxy.js';
import { silenceOrtTelemetry } from './ort-engine.js';
import { createPool, type Pool } from './pool.js';
import { userFileDigest, userFileOf } from './user-file.js';
import { createScanPool, type ScanPool } from './scan-pool.js';

/** How a plan is opened on this machine. */
export interface OpenOptions extends PlanOptions {
  /** Worker threads; 0 runs everything in this thread; by default, one for each core. */
  readonly workers?: number;
  /** URL of a module that exports `registry: Registry`, for the caller's spaces and proxies; workers import it too. */
  readonly registryModule?: string;
}

/** A plan ready on this machine. */
export interface NodePlan extends OpenedPlan {
  readonly data: SharedData;
}

const now = (): number => performance.now();

/** A plan; only the proxies are required, as specs or as values (`defineProxy`). */
export type NodePlanRequest = Omit<PlanRequest, 'proxies'> & { readonly proxies: readonly ProxyGiven[] };

const planSchema = requestSchema<NodePlanRequest>({ proxies: proxiesField }, { ...dataFields, space: text });
const optionsSchema = requestSchema<OpenOptions>(
  {},
  {
    workers: workersField,
    architectures: v.array(
      v.custom<Architecture>((value) => typeof value === 'object' && value !== null && 'nodes' in value, 'a network'),
    ),
    registry: made<Registry>('a registry of spaces and proxies', 'openSpace'),
    registryModule: text,
  },
);

/** @throws usage errors for names and numbers in the plan, data errors for the files its data names. */
export async function openPlan(request: NodePlanRequest, options: OpenOptions = {}): Promise<NodePlan> {
  checkRequest('openPlan', planSchema, request);
  checkRequest('openPlan', optionsSchema, options);
  const { workers: most = availableParallelism(), architectures = [], registryModule } = options;
  const plan = completePlan({ ...request, proxies: proxyTextsOf(request.proxies) });
  const values = options.registry ?? registryWith(undefined, request.proxies);
  // A worker cannot be sent functions.
  const workers = values === undefined ? most : 0;
  silenceOrtTelemetry();
  const named =
    values ?? (registryModule === undefined ? builtIn : ((await import(registryModule)) as { registry: Registry }).registry);
  const registry = await withProxyFiles(await withSpaceFile(named, plan.space), plan.proxies);
  const spaceFile = plan.space === undefined ? undefined : userFileOf(plan.space);
  const spaceDigest = spaceFile === undefined ? undefined : userFileDigest(spaceFile.path);
  const resolved = resolvePlan(plan, registry);
  const data = await openData(plan.data, plan.seed, imageNeeds(resolved, architectures));
  let local: Runner | undefined;
  let pool: Pool | undefined;
  const startPool = (threads: number): Pool =>
    (pool ??= createPool({ plan, data, ...(registryModule === undefined ? {} : { registryModule }) }, threads));
  const scans: ScanPool[] = [];
  const largest: { [effort: string]: number } = {};
  const largestBatch = (effort: Effort): number => {
    const networks = (): readonly Architecture[] => [
      ...architectures,
      ...(effort === 'wholeNetwork' ? typicalNetworks(resolved.space) : []),
    ];
    return (largest[effort] ??= greatest([0, ...networks().map((architecture) => countCost(architecture).macs * plan.batch)]));
  };
  let isClosed = false;
  const requireOpen = (): void => {
    if (isClosed) throw usageError('plan', { expected: 'an open one', got: 'one that has been closed', code: 'closed' });
  };
  const runners: Runners = {
    choose(proxies, jobs) {
      requireOpen();
      const effort = effortOf(resolved.proxies.flatMap(({ text, requests }) => (proxies.includes(text) ? requests : [])));
      if (workers > 0 && jobs >= worthAPool[effort]) return startPool(workers);
      // As many workers as jobs: threads share the memory that a network may take.
      if (workers > 0 && worthAWorker[effort] < Infinity && largestBatch(effort) > worthAWorker[effort])
        return startPool(Math.max(1, Math.min(workers, jobs)));
      return (local ??= createLocalRunner(createNodeEvaluator({ plan, data, registry, threads: 1 }), {
        now,
        turn: () => setImmediate(),
      }));
    },
    scanner(request, count, known) {
      requireOpen();
      const scan = createScanPool(resolved, request, {
        workers:
          count < worthScanners[buildsNetworks(resolved, request.proxies) ? 'built' : 'counted'] || known !== undefined
            ? 0
            : Math.max(0, workers - 1),
        ...(known === undefined ? {} : { known }),
        ...(registryModule === undefined ? {} : { registryModule }),
      });
      scans.push(scan);
      return scan;
    },
    async close() {
      isClosed = true;
      await Promise.all([pool?.close(), ...scans.map((scan) => scan.close())]);
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
