import { registry } from '../../engine/built-in.js';
import { createLocalEvaluator } from '../../engine/local-host.js';
import { resolvePlan } from '../../engine/plan.js';
import { answerJobs } from '../../engine/remote/answer-jobs.js';
import type { Evaluator } from '../../engine/evaluate.js';
import type { OrtEngine } from '../../runtime/ort/types.js';
import { openOrtEngine, type BrowserOrtOptions } from './ort-engine.js';
import type { Answered, Asked } from './worker-messages.js';

/** What is used of a worker's scope. */
interface Scope {
  postMessage(answer: Answered): void;
  addEventListener(type: 'message', listener: (event: { readonly data: Asked }) => void): void;
}

/**
 * In a module worker: evaluates what `createWorkerHost` sends. Its ONNX Runtime is loaded with the first plan and has one thread.
 * @param options where the page serves ONNX Runtime.
 */
export function answerWorkerHost(options: Omit<BrowserOrtOptions, 'threads'> = {}, scope = globalThis as unknown as Scope): void {
  let engine: Promise<OrtEngine> | undefined;
  let evaluator: Promise<Evaluator> = Promise.reject(new Error('jobs came before a plan'));
  evaluator.catch(() => undefined);
  let last: Promise<unknown> = Promise.resolve();
  scope.addEventListener('message', ({ data }) => {
    if (data.kind === 'plan') {
      const { plan, images } = data;
      evaluator = (engine ??= openOrtEngine({ ...options, threads: 1 })).then((opened) =>
        createLocalEvaluator(resolvePlan(plan, registry), { engine: opened, ...(images === undefined ? {} : { images }) }),
      );
      // Its error is the answer to the jobs.
      evaluator.catch(() => undefined);
      return;
    }
    const { jobs } = data;
    last = last.then(async () => scope.postMessage(await answerJobs(evaluator, jobs)));
  });
}
