/** The file that a worker thread runs: it makes its evaluator once, then answers jobs. Piscina's data is Node's; to load its module here takes 20 ms. */
import { workerData } from 'node:worker_threads';
import type { Evaluator } from '../../../engine/evaluate.js';
import { answerJobs } from '../../../engine/remote/answer-jobs.js';
import type { Reply, WorkerRequest, WorkerSetup } from '../../../engine/remote/messages.js';
import type { Evaluation } from '../../../engine/types.js';
import { createSentEvaluator } from './sent-evaluator.js';

const { stop } = workerData as WorkerSetup;
let evaluator: Promise<Evaluator> | undefined;
let last: Promise<unknown> = Promise.resolve();

/** Called by the pool, which may send a call before the one before it was answered. */
export function evaluateJobs({ jobs }: WorkerRequest): Promise<Reply<readonly Evaluation[]>> {
  evaluator ??= createSentEvaluator(workerData as WorkerSetup);
  const made = evaluator;
  const reply = last.then(() => answerJobs(made, jobs, () => Atomics.load(stop, 0) !== 0));
  last = reply;
  return reply;
}
