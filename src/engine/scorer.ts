/**
 * Scores in this thread without touching a file: the whole engine as a library, in Node as in a browser. The command line's evaluator
 * differs in what it opens (data files, ONNX Runtime, weights of model files), not in what it computes.
 */
import { checkFields } from '../core/check-fields.js';
import { registry } from './built-in.js';
import { createLocalEvaluator, type LocalHostOptions } from './local-host.js';
import { completePlan, resolvePlan, type PlanRequest } from './plan.js';
import type { Candidate, Evaluation } from './types.js';
import { proxyTextsOf, registryWith, type ProxyGiven } from './values.js';

/** A plan of which only the proxies must be given, by their specs or as values (`defineProxy`). `data` is `ramp` (the default) or `noise`. */
export type ScorerPlan = Omit<PlanRequest, 'proxies'> & { readonly proxies: readonly ProxyGiven[] };

/** Images and an engine, for the proxies that need them. */
export type ScorerOptions = LocalHostOptions;

/** Scores architectures one at a time; made by `createScorer`. */
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
  checkFields('scorer options', options, ['images', 'engine']);
  const { proxies, ...plan } = given;
  const resolved = resolvePlan(
    completePlan({ ...plan, proxies: proxyTextsOf(proxies) }, 'scorer plan'),
    registryWith(undefined, proxies) ?? registry,
  );
  const evaluator = createLocalEvaluator(resolved, options);
  return { score: (candidate) => evaluator.evaluate({ candidate }) };
}
