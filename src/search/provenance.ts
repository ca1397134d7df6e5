import { isMeasured, runsNetwork } from '../evidence/levels.js';
import type { EvidenceRequest } from '../evidence/types.js';
import type { Host, OpenedPlan } from '../engine/host.js';

/** What decides scores besides the plan: the engine that runs networks, and the machine that measures time. Loaded only when something is run there. */
export async function provenanceOf(
  host: Host,
  { resolved: { proxies } }: OpenedPlan,
  needsEngine: boolean,
): Promise<{ readonly engine?: string; readonly machine?: string }> {
  const anyRequest = (holds: (request: EvidenceRequest) => boolean): boolean =>
    proxies.some(({ requests }) => requests.some(holds));
  const measured = anyRequest(isMeasured) ? await host.machine() : undefined;
  return {
    ...(needsEngine && anyRequest(runsNetwork) ? { engine: await host.engineTitle() } : {}),
    ...(measured === undefined ? {} : { machine: `${measured.device}, ${measured.engine}` }),
  };
}
