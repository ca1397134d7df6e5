import type { Host } from '../../engine/host.js';
import { checkRequest, requestSchema } from '../../core/schema/check-request.js';
import { workersField } from '../../engine/request-fields.js';
import { breakable } from './breakable.js';
import { openAnySpace } from './load-space.js';
import { openPlan } from './open-plan.js';

/** How much of the machine to use. */
export interface NodeHostOptions {
  /** Worker threads; 0 runs everything in this thread; by default, one for each core. */
  readonly workers?: number;
}

const schema = requestSchema<NodeHostOptions>({}, { workers: workersField });

/** This machine: its threads, files and engines; engines are loaded when something is run. */
export function createNodeHost(options: NodeHostOptions = {}): Host {
  checkRequest('createNodeHost', schema, options);
  const { workers } = options;
  return {
    now: () => performance.now(),
    openSpace: openAnySpace,
    openPlan: (plan, more = {}) => openPlan(plan, { ...more, ...(workers === undefined ? {} : { workers }) }),
    engineTitle: async () => (await (await import('./ort-engine.js')).openOrtEngine()).title,
    machine: async () => (await (await import('./latency-meter.js')).openLatencyMeter()).machine,
    compute: breakable,
  };
}
