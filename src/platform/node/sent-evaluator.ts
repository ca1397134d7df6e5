import type { SharedData } from '../../engine/data/source.js';
import type { Evaluator } from '../../engine/evaluate.js';
import type { Plan, Registry } from '../../engine/types.js';
import { createNodeEvaluator } from './evaluator.js';
import { withUserFiles } from './with-user-files.js';

/** What an evaluator in another thread or process is made from. */
export interface SentSetup {
  readonly plan: Plan;
  readonly data: SharedData;
  /** URL of a module that exports `registry: Registry`; undefined means the built-in one. */
  readonly registryModule?: string;
  /** How many evaluate at once. */
  readonly threads: number;
  /** Where files that the plan names are on this machine; left out, where it says. */
  readonly files?: { readonly [path: string]: string };
}

/** The evaluator of a thread or process that received its setup. */
export async function createSentEvaluator({ plan, data, registryModule, threads, files }: SentSetup): Promise<Evaluator> {
  const { registry } = (await import(registryModule ?? '../../engine/built-in.js')) as { registry: Registry };
  const locate = files === undefined ? undefined : (path: string): string => files[path] ?? path;
  return createNodeEvaluator({ plan, data, registry: await withUserFiles(registry, plan, locate), threads });
}
