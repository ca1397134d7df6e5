import { parameter, usageError } from '../../../core/errors.js';
import type { SharedData } from '../../../engine/data/source.js';
import { effortOf, worthSending } from '../../../engine/effort.js';
import type { ResolvedPlan } from '../../../engine/plan.js';
import { runsNetwork } from '../../../evidence/levels.js';
import { deviceTitle } from '../devices/device-engine.js';
import { readAddress } from './address.js';
import { engineName } from './announcements.js';
import { openQueueRunner, type QueueOptions, type QueueRunner } from './queue-runner.js';

/** The runner of a plan's queue; undefined where the proxies are so cheap that messages cost more than the work. */
export async function openRemote(
  resolved: ResolvedPlan,
  data: SharedData,
  queue: QueueOptions,
  hasValues: boolean,
): Promise<QueueRunner | undefined> {
  if (hasValues)
    throw usageError(parameter('queue'), {
      expected: 'spaces and proxies by name or file',
      got: 'values',
      hint: 'a value cannot be sent to another machine',
      code: 'unsupported',
    });
  const requests = resolved.proxies.map((proxy) => proxy.requests);
  if (requests.every((own) => worthSending[effortOf(own)] === Infinity)) {
    const { shown } = readAddress(queue.address, process.env);
    queue.onNotice?.(
      `queue ${shown}: not used: ${resolved.plan.proxies.join(',')}: scored here in less time than a message takes`,
    );
    return undefined;
  }
  const isRun = requests.flat().some(runsNetwork);
  const engine = isRun ? engineName(await deviceTitle(resolved.plan.device)) : '';
  return openQueueRunner({ ...queue, resolved, data, engine });
}
