/**
 * Scores in this thread without touching a file: the whole engine as a library, in Node as in a browser. The command line's evaluator
 * differs in what it opens (data files, ONNX Runtime, weights of model files), not in what it computes.
 */
import { checkFields } from '../core/check-fields.js';
import { registry } from './built-in.js';
import { createLocalEvaluator, type LocalHostOptions } from './local-host.js';
import { resolvePlan } from './plan.js';
import type { Candidate, Evaluation, Plan } from './types.js';

/** A plan of which only the proxies must be given. `data` is `ramp` (the default) or `noise`. */
export type ScorerPlan = Pick<Plan, 'proxies'> & Partial<Plan>;

/** Images and an engine, for the proxies that need them. */
export type ScorerOptions = LocalHostOptions;

export interface Scorer {
  /** Scores by proxy, each a value or the reason why there is none. */
  score(candidate: Candidate): Promise<Evaluation>;
}

/**
 * Makes a scorer of architectures.
 * @param given the proxies and what else decides their scores.
 * @throws a usage error for unknown proxies, options and spaces, for data that lie in files, and (from `score`) where an engine is missing.
 */
export function createScorer(given: ScorerPlan, options: ScorerOptions = {}): Scorer {
  checkFields('scorer plan', given, ['space', 'proxies', 'data', 'batch', 'seed', 'init']);
  checkFields('scorer options', options, ['images', 'engine']);
  const evaluator = createLocalEvaluator(resolvePlan({ ...planDefaults, ...given }, registry), options);
  return { score: (candidate) => evaluator.evaluate({ candidate }) };
}

/** What a plan that names only its proxies stands for. */
export const planDefaults = { data: 'ramp', batch: 64, seed: 0 } as const;
