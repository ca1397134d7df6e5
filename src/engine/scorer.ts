/**
 * Scores in this thread without touching a file: the whole engine as a library, in Node as in a browser. The command line's evaluator
 * differs in what it opens (data files, ONNX Runtime, weights of model files), not in what it computes.
 */
import * as v from 'valibot';
import { checkParameter, checkRequest, requestSchema } from '../core/schema/check-request.js';
import { text } from '../core/schema/fields.js';
import { parameter, quote, usageError } from '../core/errors.js';
import { differentiates, runsNetwork } from '../evidence/levels.js';
import { productKinds, type Products } from '../runtime/passes/products.js';
import { registry } from './built-in.js';
import { createLocalEvaluator, localHostFields, type LocalHostOptions } from './local-host.js';
import { completePlan, resolvePlan, type PlanRequest, type ResolvedPlan } from './plan.js';
import type { Candidate, Evaluation } from './types.js';
import { dataFields, proxiesField } from './request-fields.js';
import { proxyTextsOf, registryWith, type ProxyGiven } from './values.js';

/** A plan; only the proxies are required, as specs or as values (`defineProxy`). `data` is `ramp` (the default) or `noise`. The engine says what runs networks. */
export type ScorerPlan = Omit<PlanRequest, 'proxies' | 'device'> & { readonly proxies: readonly ProxyGiven[] };

/** Images and an engine, for the proxies that need them. */
export interface ScorerOptions extends LocalHostOptions {
  /**
   * A study's setting: what forward passes round maps and weights to before they multiply them; `float32`, unless given, rounds nothing. Narrow products
   * take as long here (docs/figures/speed.md), so that runs have no such setting, and no journal or cache knows of it.
   */
  readonly products?: Products;
}

/** Scores architectures one at a time; made by `createScorer`. */
export interface Scorer {
  /** Scores by proxy, each a value or the reason why it is undefined. */
  score(candidate: Candidate): Promise<Evaluation>;
}

const planSchema = requestSchema<ScorerPlan>({ proxies: proxiesField }, { ...dataFields, space: text });
const scorerSchema = requestSchema<ScorerOptions>({}, { ...localHostFields, products: v.picklist(productKinds) });
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
  checkRequest('createScorer', scorerSchema, options);
  const { proxies, ...plan } = given;
  const resolved = resolvePlan(
    completePlan({ ...plan, proxies: proxyTextsOf(proxies) }),
    registryWith(undefined, proxies) ?? registry,
  );
  refuseNarrow(resolved, options);
  const evaluator = createLocalEvaluator(resolved, options);
  return {
    async score(candidate) {
      checkParameter('candidate', candidateField, candidate);
      return evaluator.evaluate({ candidate });
    },
  };
}

/** Gradients are those of float32 products, and cards multiply float32 only. */
function refuseNarrow({ proxies }: ResolvedPlan, { products = 'float32', engine }: ScorerOptions): void {
  if (products === 'float32') return;
  for (const { text: spec, requests } of proxies.filter((proxy) => proxy.requests.some(runsNetwork))) {
    const differs = requests.some(differentiates);
    if (!differs && engine?.dialect !== 'card') continue;
    throw usageError(parameter('products'), {
      expected: differs ? `float32 for ${quote(spec)}, whose score is made of derivatives` : 'float32 on a card',
      got: products,
      code: 'unsupported',
    });
  }
}
