import type { Host } from '../../../engine/host.js';
import { checkRequest, requestSchema, type OptionalFields } from '../../../core/schema/check-request.js';
import { flag, hook, text as textField } from '../../../core/schema/fields.js';
import { cardOf, type RunDevice } from '../../../runtime/ort/devices.js';
import { deviceField, workersField } from '../../../engine/request-fields.js';
import { breakable } from '../threads/breakable.js';
import { openAnySpace, remarksOn } from '../user-code/load-space.js';
import { openPlan, runsOnDevice } from './open-plan.js';

/** How much of this machine to use, and which others: a part of every request that scores. */
export interface HostRequest {
  /** Threads that score; 0 runs everything in this thread; by default, one for each core. */
  readonly workers?: number;
  /** Where jobs go, in the place of threads: `redis://host:6379` or `postgres://host/database` (docs/many-machines.md). */
  readonly queue?: string;
  /** Workers of the queue with another engine may help; their last digits may differ. */
  readonly mixEngines?: boolean;
  /** What runs networks: the processor unless given, or a card by WebGPU or CUDA, whose scores differ in the last digits (docs/devices.md). */
  readonly device?: RunDevice;
}

/** How a host uses this machine and others. */
export interface NodeHostOptions extends HostRequest {
  /** Nothing is run: scores are looked up, and a card need not be here. */
  readonly looksUp?: boolean;
  /** A file for who scored what on the queue. */
  readonly makers?: string;
  /** Called with one line for the user: of the queue and its workers. */
  readonly onNotice?: (line: string) => void;
}

export const hostFields: OptionalFields<HostRequest> = {
  workers: workersField,
  queue: textField,
  mixEngines: flag,
  device: deviceField,
};
const schema = requestSchema<NodeHostOptions>({}, { ...hostFields, looksUp: flag, makers: textField, onNotice: hook });

/** This machine: its threads, files and engines; engines are loaded when something is run. */
export function createNodeHost(options: NodeHostOptions = {}): Host {
  checkRequest('createNodeHost', schema, options);
  const { workers, queue: address, mixEngines, looksUp = false, makers, onNotice } = options;
  const card = cardOf(options.device);
  const said = new Set<string>();
  const sayOnce = (line: string): void => {
    if (!said.has(line)) onNotice?.(line);
    said.add(line);
  };
  const queue =
    address === undefined
      ? undefined
      : {
          address,
          ...(mixEngines === undefined ? {} : { mixEngines }),
          ...(makers === undefined ? {} : { makers }),
          ...(onNotice === undefined ? {} : { onNotice }),
        };
  return {
    now: () => performance.now(),
    async openSpace(spec) {
      const space = await openAnySpace(spec);
      for (const remark of remarksOn(space, spec)) sayOnce(remark);
      return space;
    },
    async openPlan(plan, more = {}) {
      const opened = await openPlan(card === undefined ? plan : { ...plan, device: card }, {
        ...more,
        looksUp,
        ...(workers === undefined ? {} : { workers }),
        ...(queue === undefined ? {} : { queue }),
      });
      const { proxies } = opened.resolved;
      if (card !== undefined && !looksUp && proxies.length > 0 && !proxies.some(runsOnDevice))
        sayOnce(`device ${card}: not used: ${proxies.map(({ text }) => text).join(',')}: computed by the processor`);
      return opened;
    },
    engineTitle: async () => (await import('../devices/device-engine.js')).deviceTitle(card),
    machine: async () => (await (await import('../devices/latency-meter.js')).openLatencyMeter(card)).machine,
    compute: breakable,
  };
}
