import type { Evaluator } from '../../../engine/evaluate.js';
import type { WorkerSetup } from '../../../engine/remote/messages.js';
import type { Registry } from '../../../engine/types.js';
import { createNodeEvaluator } from './evaluator.js';
import { withUserFiles } from '../user-code/with-user-files.js';

/** What an evaluator in another thread or process is made from. */
export interface SentSetup extends Omit<WorkerSetup, 'stop'> {
  /** Where files that the plan names are on this machine; left out, where it says. */
  readonly files?: { readonly [path: string]: string };
}

/** The evaluator of a thread or process that received its setup. */
export async function createSentEvaluator({ plan, data, registryModule, threads, files }: SentSetup): Promise<Evaluator> {
  const { registry } =
    registryModule === undefined
      ? await import('../../../engine/built-in.js')
      : ((await import(registryModule)) as { registry: Registry });
  const locate = files === undefined ? undefined : (path: string): string => files[path] ?? path;
  return createNodeEvaluator({ plan, data, registry: await withUserFiles(registry, plan, locate), threads });
}
