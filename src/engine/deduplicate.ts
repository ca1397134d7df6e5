/**
 * Scores nothing twice: candidates of one canonical form share the scores of the proxies that allow it
 * (`sharedByCanonical`). The first candidate of a form is scored with everything, those after it only with the proxies that
 * read the genotype as written; the shared scores are copied when the evaluations are assembled, in input order.
 */
import { must } from '../core/must.js';
import type { Score } from '../proxies/types.js';
import type { ResolvedPlan } from './plan.js';
import type { Candidate, Evaluation, Job, KnownGenotype } from './types.js';

/** The scores of forms, by the text of the form or by what else stands for it. */
export interface FormScores<F> {
  /** Whether its first candidate was met. */
  has(form: F): boolean;
  /** Its first candidate is scored. */
  expect(form: F): void;
  keep(form: F, scores: Evaluation['scores']): void;
  /** Undefined while its first candidate is scored. */
  get(form: F): Evaluation['scores'] | undefined;
}

export interface Deduplicator<F = string> {
  /** The job that a candidate needs, or undefined when an earlier one did everything. Call it in input order. */
  plan(candidate: Candidate, form: F | undefined): Job | undefined;
  /** The candidate's complete evaluation from that of its job. Call it in input order. */
  complete(form: F | undefined, evaluation: Evaluation | undefined): Evaluation;
}

function createFormMap<F>(): FormScores<F> {
  const scores = new Map<F, Evaluation['scores'] | undefined>();
  return {
    has: (form) => scores.has(form),
    expect: (form) => void scores.set(form, undefined),
    keep: (form, own) => void scores.set(form, own),
    get: (form) => scores.get(form),
  };
}

/** @param texts the proxies to score with, by default all of the plan. @param kept where the scores of each form are kept; by default, in a map. */
export function createDeduplicator<F = string>(
  resolved: ResolvedPlan,
  texts: readonly string[] = resolved.proxies.map(({ text }) => text),
  kept: FormScores<F> = createFormMap(),
): Deduplicator<F> {
  const isShared = new Map(resolved.proxies.map(({ text, proxy }) => [text, proxy.sharedByCanonical]));
  const shared = texts.filter((text) => isShared.get(text));
  const own = texts.filter((text) => !isShared.get(text));
  return {
    plan(candidate, form) {
      if (form === undefined || shared.length === 0) return { candidate, proxies: texts };
      if (!kept.has(form)) {
        kept.expect(form);
        return { candidate, proxies: texts };
      }
      return own.length === 0 ? undefined : { candidate, proxies: own };
    },
    complete(form, evaluation) {
      if (form === undefined || shared.length === 0) {
        if (evaluation === undefined) throw new Error('a candidate without a canonical form has an evaluation of its own');
        return evaluation;
      }
      const first = kept.get(form);
      if (first === undefined) {
        if (evaluation === undefined) throw new Error(`the first candidate of ${form} has no evaluation`);
        const scores = shared.map((text) => [text, must(evaluation.scores[text], 'a score of each proxy')] as const);
        kept.keep(form, own.length === 0 ? evaluation.scores : Object.fromEntries(scores));
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
