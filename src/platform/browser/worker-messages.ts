/** The messages between a page's worker host and its workers. */
import type { Images, Job, Plan, Evaluation } from '../../engine/types.js';
import type { Reply } from '../../engine/remote/messages.js';

/** What a worker is asked: to make its evaluator, or to evaluate jobs with the last one made. */
export type Asked =
  | { readonly kind: 'plan'; readonly plan: Plan; readonly images?: readonly Images[] }
  | { readonly kind: 'jobs'; readonly jobs: readonly Job[] };

/** What it answers to jobs. */
export type Answered = Reply<readonly Evaluation[]>;
