/**
 * Scores in this thread without touching a file: the whole engine as a library, in Node as in a browser. The command line's evaluator
 * differs in what it opens (data files, ONNX Runtime, weights of model files), not in what it computes.
 */
import * as v from 'valibot';
import { checkParameter, checkRequest, requestSchema } from '../core/schema/check-request.js';
import { text } from '../core/schema/fields.js';
import { registry } from './built-in.js';
import { createLocalEvaluator, localHostSchema, type LocalHostOptions } from './local-host.js';
import { completePlan, resolvePlan, type PlanRequest } from './plan.js';
import type { Candidate, Evaluation } from './types.js';
import { dataFields, proxiesField } from './request-fields.js';
import { proxyTextsOf, registryWith, type ProxyGiven } from './values.js';

/** A plan; only the proxies are required, as specs or as values (`defineProxy`). `data` is `ramp` (the default) or `noise`. The engine says what runs networks. */
export type ScorerPlan = Omit<PlanRequest, 'proxies' | 'device'> & { readonly proxies: readonly ProxyGiven[] };

/** Images and an engine, for the proxies that need them. */
export type ScorerOptions = LocalHostOptions;

/** Scores architectures one at a time; made by `createScorer`. */
export interface Scorer {
  /** Scores by proxy, each a value or the reason why it is undefined. */
  score(candidate: Candidate): Promise<Evaluation>;
}

const planSchema = requestSchema<ScorerPlan>({ proxies: proxiesField }, { ...dataFields, space: text });
const candidateField = v.custom<Candidate>(
  (value) =>
    typeof value === 'string' || (typeof value === 'object' && value !== null && ('nodes' in value || 'architecture' in value)),
  'a published string, or a network',
);

/**
 * Makes a scorer of architectures.
 * @param given the proxies and the other settings that decide their scores.
 * @throws a usage error for unknown proxies, options and spaces, for data in files, and (from `score`) for a missing engine.
 */
export function createScorer(given: ScorerPlan, options: ScorerOptions = {}): Scorer {
  checkRequest('createScorer', planSchema, given);
  checkRequest('createScorer', localHostSchema, options);
  const { proxies, ...plan } = given;
  const resolved = resolvePlan(
    completePlan({ ...plan, proxies: proxyTextsOf(proxies) }),
    registryWith(undefined, proxies) ?? registry,
  );
  const evaluator = createLocalEvaluator(resolved, options);
  return {
    async score(candidate) {
      checkParameter('candidate', candidateField, candidate);
      return evaluator.evaluate({ candidate });
    },
  };
}
