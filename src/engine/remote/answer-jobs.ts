import type { Evaluator } from '../evaluate.js';
import type { Evaluation, Job } from '../types.js';
import { failureReply, type Reply } from './messages.js';

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
      const given = evaluate(job);
      evaluations.push(given instanceof Promise ? await given : given);
    }
    return { ok: true, value: evaluations };
  } catch (error) {
    return failureReply(error);
  }
}
