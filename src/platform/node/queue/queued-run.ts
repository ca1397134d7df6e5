/** A run on a queue: its name there, who may work for it, and what is left of it. */
import { readRuns, type WorkerNote } from './announcements.js';
import type { RunSetup } from './setup.js';
import type { Broker } from './types.js';

/** The name of the queue of a run. */
export function queueName(digest: string): string {
  return `run-${digest}`;
}

/** Deletes the jobs of a run, unless a run of the same settings is there. */
export async function forgetRun(broker: Broker, digest: string): Promise<void> {
  const runs = await readRuns(broker.shelf);
  if (!runs.some((run) => run.digest === digest)) await broker.forget(queueName(digest));
}

/** Why a worker cannot serve a run; undefined if it can. */
export function misfit(
  setup: RunSetup,
  worker: Pick<WorkerNote, 'assay' | 'engine' | 'device' | 'allowsCode'>,
): string | undefined {
  if (worker.assay !== setup.assay) return `expected Assay ${setup.assay}, as the run, got ${worker.assay}`;
  if (worker.device !== setup.plan.device)
    return `expected a worker with \`device\` ${setup.plan.device ?? 'cpu'}, as the run, got ${worker.device ?? 'cpu'}`;
  if (setup.engine !== undefined && worker.engine !== setup.engine && !setup.isMixed)
    return `expected the engine ${setup.engine}, as the machine of the run, got ${worker.engine} (\`mixEngines\` lets it help; last digits may differ)`;
  const code = Object.entries(setup.files).find(([, { isCode }]) => isCode)?.[0];
  if (code !== undefined && !worker.allowsCode)
    return `the run sends the module ${code}; start the worker with \`allowCode\` to run it`;
  return undefined;
}
