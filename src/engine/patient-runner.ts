/**
 * Runs the jobs of a lost worker again, each by itself, so that the one that ended the worker is found. A job that has ended two workers gets a reason in the
 * place of its scores; the others get theirs.
 */
import { must } from '../core/must.js';
import { undefinedScore } from '../proxies/types.js';
import type { Evaluation, Job, Runner } from './types.js';
import { WorkerLost } from './worker-lost.js';

/** So many workers may be lost with a job. */
const mostLost = 2;

/** The reason of a job that ended its workers. */
export const endedWorkers = 'it ended the worker that scored it, twice';

/** @param runner throws `WorkerLost` where the jobs may be run again. @param texts the proxies of a job that names none. */
export function createPatientRunner(runner: Runner, texts: readonly string[]): Runner {
  const runAlone = async (job: Job, before: number, signal?: AbortSignal): Promise<Evaluation> => {
    for (let lost = before; lost < mostLost; lost++) {
      const evaluations = await runOrLose(runner, [job], signal);
      if (evaluations !== undefined) return must(evaluations[0], 'the evaluation of the job');
    }
    return withoutScores(job.proxies ?? texts);
  };
  return {
    get concurrency() {
      return runner.concurrency;
    },
    async run(jobs, signal) {
      const evaluations = await runOrLose(runner, jobs, signal);
      if (evaluations !== undefined) return evaluations;
      const alone: Evaluation[] = [];
      for (const job of jobs) alone.push(await runAlone(job, 1, signal));
      return alone;
    },
  };
}

/** Undefined if the worker was lost. */
async function runOrLose(
  runner: Runner,
  jobs: readonly Job[],
  signal: AbortSignal | undefined,
): Promise<readonly Evaluation[] | undefined> {
  try {
    return await runner.run(jobs, signal);
  } catch (error) {
    if (error instanceof WorkerLost) return undefined;
    throw error;
  }
}

function withoutScores(texts: readonly string[]): Evaluation {
  return {
    scores: Object.fromEntries(texts.map((text) => [text, undefinedScore(endedWorkers)])),
    seconds: Object.fromEntries(texts.map((text) => [text, 0])),
  };
}
