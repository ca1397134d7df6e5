/** The program of a process that scores for a worker: what ends it, a network or a full memory, ends no worker. */
import type { Evaluator } from '../../../engine/evaluate.js';
import { failureReply, type Reply } from '../../../engine/remote/messages.js';
import type { Evaluation } from '../../../engine/types.js';
import { silenceOrtTelemetry } from '../ort-engine.js';
import { createSentEvaluator } from '../sent-evaluator.js';
import type { ProcessAnswer, ProcessRequest } from './process-runner.js';

silenceOrtTelemetry();
let evaluator: Promise<Evaluator> | undefined;

async function answer(request: Extract<ProcessRequest, { kind: 'jobs' }>): Promise<Reply<readonly Evaluation[]>> {
  try {
    if (evaluator === undefined) throw new Error('jobs before the settings');
    const { evaluate } = await evaluator;
    const evaluations: Evaluation[] = [];
    for (const job of request.jobs) evaluations.push(await evaluate(job));
    return { ok: true, value: evaluations };
  } catch (error) {
    return failureReply(error);
  }
}

process.on('message', (request: ProcessRequest) => {
  if (request.kind === 'setup') {
    evaluator = createSentEvaluator(request.setup);
    // Thrown to the first jobs.
    evaluator.catch(() => undefined);
    return;
  }
  // A worker that ended does not listen: the callback keeps the error from ending this process with a stack.
  void answer(request).then((reply) =>
    process.send?.({ id: request.id, reply } satisfies ProcessAnswer, undefined, undefined, () => undefined),
  );
});
// The worker has ended: nobody wants the answer.
process.on('disconnect', () => process.exit());
// A terminal and a batch system signal every process of a job; the worker decides when its own are done.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
