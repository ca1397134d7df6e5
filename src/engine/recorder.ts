import type { Evaluation, Job } from './types.js';

/** Keeps the scores of a list of architectures as they come, and gives those of an interrupted run back. */
export interface Recorder {
  /** The evaluation of the next job, if an earlier run had it. Called in the order of the jobs. */
  replay(job: Job): Evaluation | undefined;
  /** Resolves when the evaluation is saved. Called in the order of the jobs, for those that were not replayed. */
  record(job: Job, evaluation: Evaluation): Promise<void>;
  /** Nothing more will come. */
  finish(): Promise<void>;
  /** Frees what it holds, finished or not. */
  close(): Promise<void>;
}
