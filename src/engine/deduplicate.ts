/**
 * Scores nothing twice: candidates of one canonical form share the scores of the proxies that allow it
 * (`sharedByCanonical`). The first candidate of a form is scored with everything, those after it only with the proxies that
 * read the genotype as written; the shared scores are copied when the evaluations are assembled, in input order.
 */
import { must } from '../core/must.js';
import type { Score } from '../proxies/types.js';
import type { ResolvedPlan } from './plan.js';
import type { Candidate, Evaluation, Job, KnownGenotype } from './types.js';

export interface Deduplicator {
  /** The job that a candidate needs, or undefined when an earlier one did everything. Call it in input order. */
  plan(candidate: Candidate, canonical: string | undefined): Job | undefined;
  /** The candidate's complete evaluation from that of its job. Call it in input order. */
  complete(canonical: string | undefined, evaluation: Evaluation | undefined): Evaluation;
}

/** @param texts the proxies to score with, by default all of the plan. Keeps one record for each canonical form. */
export function createDeduplicator(
  resolved: ResolvedPlan,
  texts: readonly string[] = resolved.proxies.map(({ text }) => text),
): Deduplicator {
  const isShared = new Map(resolved.proxies.map(({ text, proxy }) => [text, proxy.sharedByCanonical]));
  const shared = texts.filter((text) => isShared.get(text));
  const own = texts.filter((text) => !isShared.get(text));
  /** Undefined while the first of a form is scored. */
  const scoresOf = new Map<string, Evaluation['scores'] | undefined>();
  return {
    plan(candidate, canonical) {
      if (canonical === undefined || shared.length === 0) return { candidate, proxies: texts };
      if (!scoresOf.has(canonical)) {
        scoresOf.set(canonical, undefined);
        return { candidate, proxies: texts };
      }
      return own.length === 0 ? undefined : { candidate, proxies: own };
    },
    complete(canonical, evaluation) {
      if (canonical === undefined || shared.length === 0) {
        if (evaluation === undefined) throw new Error('a candidate without a canonical form has an evaluation of its own');
        return evaluation;
      }
      const first = scoresOf.get(canonical);
      if (first === undefined) {
        if (evaluation === undefined) throw new Error(`the first candidate of ${canonical} has no evaluation`);
        const kept = shared.map((text) => [text, must(evaluation.scores[text], 'a score of each proxy')] as const);
        scoresOf.set(canonical, own.length === 0 ? evaluation.scores : Object.fromEntries(kept));
        return evaluation;
      }
      const scores: Record<string, Score> = {};
      const seconds: Record<string, number> = {};
      for (const text of texts) {
        const isKept = isShared.get(text) === true;
        scores[text] = must(isKept ? first[text] : evaluation?.scores[text], 'a score of each proxy');
        seconds[text] = isKept ? 0 : must(evaluation?.seconds[text], 'the seconds of each proxy');
      }
      return { scores, seconds };
    },
  };
}

/** The key under which a candidate's scores are shared, or undefined when it has none or cannot be read. */
export function canonicalOf({ space }: ResolvedPlan, candidate: Candidate, known?: KnownGenotype): string | undefined {
  if (known !== undefined) return known.canonical();
  if (space === undefined || typeof candidate !== 'string') return undefined;
  try {
    return space.canonical(space.decode(candidate));
  } catch {
    // The evaluator gets the same error and turns it into the candidate's reason.
    return undefined;
  }
}
