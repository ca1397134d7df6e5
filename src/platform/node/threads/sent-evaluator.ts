import type { Evaluator } from '../../../engine/evaluate.js';
import { failureReply, type Reply, type WorkerSetup } from '../../../engine/remote/messages.js';
import type { Evaluation, Job, Registry } from '../../../engine/types.js';
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

/** Evaluates jobs until no further one is wanted. It never throws: an error would lose its class on the way. */
export async function answerJobs(
  evaluator: Promise<Evaluator>,
  jobs: readonly Job[],
  isStopped: () => boolean = () => false,
): Promise<Reply<readonly Evaluation[]>> {
  try {
    const { evaluate } = await evaluator;
    const evaluations: Evaluation[] = [];
    for (const job of jobs) {
      if (isStopped()) break;
      evaluations.push(await evaluate(job));
    }
    return { ok: true, value: evaluations };
  } catch (error) {
    return failureReply(error);
  }
}
