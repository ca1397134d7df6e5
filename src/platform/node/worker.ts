/** The file that a worker thread runs: it makes its evaluator once, then answers jobs. */
import { workerData } from 'piscina';
import type { Evaluator } from '../../engine/evaluate.js';
import type { Evaluation } from '../../engine/types.js';
import { createSentEvaluator } from './sent-evaluator.js';
import { failureReply, type Reply, type WorkerRequest, type WorkerSetup } from '../../engine/remote/messages.js';

const { stop } = workerData as WorkerSetup;
let evaluator: Promise<Evaluator> | undefined;

/** Called by the pool. It never throws: an error would lose its class on the way. */
export async function evaluateJobs({ jobs }: WorkerRequest): Promise<Reply<readonly Evaluation[]>> {
  try {
    const { evaluate } = await (evaluator ??= createSentEvaluator(workerData as WorkerSetup));
    const evaluations = [];
    for (const job of jobs) {
      if (Atomics.load(stop, 0) !== 0) break;
      evaluations.push(await evaluate(job));
    }
    return { ok: true, value: evaluations };
  } catch (error) {
    return failureReply(error);
  }
}
