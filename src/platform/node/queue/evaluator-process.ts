/** The program of a process that scores for a worker: what ends it, a network or a full memory, ends no worker. */
import type { Evaluator } from '../../../engine/evaluate.js';
import { silenceOrtTelemetry } from '../devices/ort-engine.js';
import { answerJobs } from '../../../engine/remote/answer-jobs.js';
import { createSentEvaluator } from '../threads/sent-evaluator.js';
import type { ProcessAnswer, ProcessRequest } from './process-runner.js';

silenceOrtTelemetry();
let evaluator: Promise<Evaluator> = Promise.reject(new Error('jobs before the settings'));
evaluator.catch(() => undefined);

process.on('message', (request: ProcessRequest) => {
  if (request.kind === 'setup') {
    evaluator = createSentEvaluator(request.setup);
    // Thrown to the first jobs.
    evaluator.catch(() => undefined);
    return;
  }
  // A worker that ended does not listen: the callback keeps the error from ending this process with a stack.
  void answerJobs(evaluator, request.jobs).then((reply) =>
    process.send?.(reply satisfies ProcessAnswer, undefined, undefined, () => undefined),
  );
});
// The worker has ended: nobody wants the answer.
process.on('disconnect', () => process.exit());
// A terminal and a batch system signal every process of a job; the worker decides when its own are done.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
