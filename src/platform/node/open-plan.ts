/**
 * A plan made ready to run on this machine: names looked up, images in memory, runners to choose from.
 * Small or cheap work stays in this thread; a pool is started for the rest, once, and closed with the plan.
 */
import { greatest } from '../../core/greatest.js';
import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { countCost } from '../../arch/cost.js';
import type { Architecture } from '../../arch/types.js';
import { usageError, parameter } from '../../core/errors.js';
import { createRng } from '../../core/rng.js';
import { registry as builtIn } from '../../engine/built-in.js';
import type { SharedData } from '../../engine/data/source.js';
import type { OpenedPlan, PlanOptions } from '../../engine/host.js';
import { createLocalRunner } from '../../engine/local-runner.js';
import { completePlan, imageNeeds, resolvePlan, type PlanRequest } from '../../engine/plan.js';
import { proxyTextsOf, registryWith, type ProxyGiven } from '../../engine/values.js';
import { checkFields } from '../../core/check-fields.js';
import type { Registry, Runner, Runners } from '../../engine/types.js';
import { openData } from './data-source.js';
import { isMeasured, traitsOf } from '../../evidence/levels.js';
import type { EvidenceRequest } from '../../evidence/types.js';
import type { SearchSpace } from '../../spaces/types.js';
import { createNodeEvaluator } from './evaluator.js';
import { spaceFileDigest, withSpaceFile } from './load-space.js';
import { silenceOrtTelemetry } from './ort-engine.js';
import { createPool, type Pool } from './pool.js';
import { createScanPool, type ScanPool } from './scan-pool.js';

/** How a plan is opened on this machine. */
export interface OpenOptions extends PlanOptions {
  /** Worker threads; 0 runs everything in this thread; left out, one a core. */
  readonly workers?: number;
  /** URL of a module that exports `registry: Registry`, for spaces and proxies of one's own; workers import it too. */
  readonly registryModule?: string;
}

/** A plan ready on this machine. */
export interface NodePlan extends OpenedPlan {
  readonly data: SharedData;
}

const now = (): number => performance.now();

/** Fewer jobs than this are done before a pool has started. A forward pass with random weights takes about as long as a pool to start. */
const worthAPool = { cheap: Infinity, oneChannel: 50, wholeNetwork: 4, measured: Infinity } as const;

/**
 * Multiply-accumulates of a batch beyond which one network alone would keep this thread from drawing progress and hearing Ctrl-C for a second or
 * more: it runs in a worker, however few there are.
 */
const worthAWorker = { cheap: Infinity, oneChannel: 5e11, wholeNetwork: 3e10, measured: Infinity } as const;

/** Fewer genotypes than this are scanned before a worker has started. */
const worthScanners = 20_000;

function effortOf(requests: readonly EvidenceRequest[]): keyof typeof worthAPool {
  // What is timed runs alone.
  if (requests.some(isMeasured)) return 'measured';
  const runs = new Set(requests.map((request) => traitsOf(request).runs));
  return runs.has('network') ? 'wholeNetwork' : runs.has('one-channel') ? 'oneChannel' : 'cheap';
}

/** A few networks of a space, to tell how large they are. */
function typical(space: SearchSpace | undefined): Architecture[] {
  if (space === undefined) return [];
  const rng = createRng(0, 'typical networks');
  try {
    return Array.from({ length: 8 }, () => space.build(space.sample(rng)));
  } catch {
    // A space that cannot build is told of where its candidates are.
    return [];
  }
}

/** A plan of which only the proxies must be given, by their specs or as values (`defineProxy`). */
export type NodePlanRequest = Omit<PlanRequest, 'proxies'> & { readonly proxies: readonly ProxyGiven[] };

/** @throws usage errors for names and numbers in the plan, data errors for the files its data names. */
export async function openPlan(request: NodePlanRequest, options: OpenOptions = {}): Promise<NodePlan> {
  checkFields('options of openPlan', options, ['workers', 'architectures', 'registry', 'registryModule']);
  const { workers: most = availableParallelism(), architectures = [], registryModule } = options;
  const plan = completePlan({ ...request, proxies: proxyTextsOf(request.proxies) }, 'plan');
  const values = options.registry ?? registryWith(undefined, request.proxies);
  if (!Number.isInteger(most) || most < 0 || most > 1024) {
    throw usageError(parameter('workers'), {
      expected: 'an integer from 0 to 1024',
      got: String(most),
      hint: '0 runs everything in one thread',
      code: 'out-of-range',
    });
  }
  // A worker cannot be sent functions.
  const workers = values === undefined ? most : 0;
  silenceOrtTelemetry();
  const named =
    values ?? (registryModule === undefined ? builtIn : ((await import(registryModule)) as { registry: Registry }).registry);
  const registry = await withSpaceFile(named, plan.space);
  const spaceDigest = spaceFileDigest(plan.space);
  const resolved = resolvePlan(plan, registry);
  const data = await openData(plan.data, plan.seed, imageNeeds(resolved, architectures));
  let local: Runner | undefined;
  let pool: Pool | undefined;
  const startPool = (threads: number): Pool =>
    (pool ??= createPool({ plan, data, ...(registryModule === undefined ? {} : { registryModule }) }, threads));
  const scans: ScanPool[] = [];
  const largest: { [effort: string]: number } = {};
  const largestBatch = (effort: keyof typeof worthAWorker): number => {
    const networks = (): readonly Architecture[] => [
      ...architectures,
      ...(effort === 'wholeNetwork' ? typical(resolved.space) : []),
    ];
    return (largest[effort] ??= greatest([0, ...networks().map((architecture) => countCost(architecture).macs * plan.batch)]));
  };
  const runners: Runners = {
    choose(proxies, jobs) {
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
      const scan = createScanPool(resolved, request, {
        workers: count < worthScanners || known !== undefined ? 0 : Math.max(0, workers - 1),
        ...(known === undefined ? {} : { known }),
        ...(registryModule === undefined ? {} : { registryModule }),
      });
      scans.push(scan);
      return scan;
    },
    async close() {
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
