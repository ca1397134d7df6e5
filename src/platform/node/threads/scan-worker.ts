/** The file a scanning worker runs. It loads spaces and proxies only, so that it starts quickly. */
import { workerData } from 'node:worker_threads';
import { resolvePlan } from '../../../engine/plan.js';
import { createScanner } from '../../../engine/scan/scan-block.js';
import type { ScanBlock, ScanRequest, ScanResult } from '../../../engine/scan/types.js';
import type { Plan, Registry } from '../../../engine/types.js';
import { withUserFiles } from '../user-code/with-user-files.js';
import { failureReply, type Reply } from '../../../engine/remote/messages.js';

/** Given to a worker when it starts. */
export interface ScanSetup {
  readonly plan: Plan;
  readonly request: ScanRequest;
  /** URL of a module that exports `registry: Registry`; undefined means the built-in one. */
  readonly registryModule?: string;
}

async function setUp({ plan, request, registryModule }: ScanSetup): Promise<(block: ScanBlock) => ScanResult> {
  const { registry } =
    registryModule === undefined
      ? await import('../../../engine/built-in.js')
      : ((await import(registryModule)) as { registry: Registry });
  return createScanner(resolvePlan(plan, await withUserFiles(registry, plan)), request);
}

let scanner: Promise<(block: ScanBlock) => ScanResult> | undefined;

/** Called by the pool. It never throws: an error would lose its class on the way. */
export async function scanBlock(block: ScanBlock): Promise<Reply<ScanResult>> {
  try {
    const scan = await (scanner ??= setUp(workerData as ScanSetup));
    return { ok: true, value: scan(block) };
  } catch (error) {
    return failureReply(error);
  }
}
