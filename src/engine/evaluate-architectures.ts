import { requireFields } from '../core/require-shape.js';
import { checkRequest, requestSchema } from '../core/schema/check-request.js';
import { count, hook, signal, texts } from '../core/schema/fields.js';
import type { OpenedPlan } from './host.js';
import { evaluateStream, type Progress } from './stream.js';
import type { Candidate, Evaluation } from './types.js';

/** How architectures are evaluated. */
export interface EvaluateOptions {
  /** Proxies by text; by default, all of the plan. */
  readonly proxies?: readonly string[];
  /** How many architectures there are, where they are no list: it decides whether worker threads pay. */
  readonly total?: number;
  /** Architectures finished so far. */
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
}

const schema = requestSchema<EvaluateOptions>({}, { proxies: texts, total: count(0), onProgress: hook, signal });

/** An architecture with its scores. */
export interface EvaluatedArchitecture {
  /** Its place in the input, from 0. */
  readonly index: number;
  readonly candidate: Candidate;
  /** Its canonical form, where it is of a space. */
  readonly canonical: string | undefined;
  /** Scores by proxy, with the seconds they took. */
  readonly evaluation: Evaluation;
}

/**
 * Scores any number of architectures with a plan that is open: many at once, yielded in their order, with bounded memory.
 * Architectures of one canonical form are scored once.
 * @param plan of `openPlan`; it stays open.
 * @throws usage errors for the options, the signal's reason after an abort.
 */
export async function* evaluateArchitectures(
  plan: OpenedPlan,
  candidates: Iterable<Candidate> | AsyncIterable<Candidate>,
  options: EvaluateOptions = {},
): AsyncGenerator<EvaluatedArchitecture> {
  checkRequest('evaluateArchitectures', schema, options);
  requireFields('plan', 'a plan, as openPlan opens it', plan, 'resolved', 'runners');
  requireFields('candidates', 'architectures to iterate over', candidates);
  const { resolved, runners, now } = plan;
  const { proxies = resolved.plan.proxies, total = Array.isArray(candidates) ? candidates.length : undefined } = options;
  const { onProgress, signal: aborted } = options;
  const stream = evaluateStream(candidates, {
    resolved,
    runner: runners.choose(proxies, total ?? Infinity),
    proxies,
    now,
    ...(total === undefined ? {} : { total }),
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(aborted === undefined ? {} : { signal: aborted }),
  });
  for await (const chunk of stream) yield* chunk;
}
