/**
 * Scores one candidate with the proxies of a plan. The requests of all its proxies are united; each kind of evidence is produced
 * once per candidate, when the first proxy needs it, and the seconds are charged to that proxy.
 *
 * A mistake in a candidate (a data error) becomes the reason of its scores and never stops the others; the same holds for a failure inside a
 * proxy. Any other error is a bug of the engine or the space, or a usage error, and propagates with the candidate's name.
 */
import { must } from '../core/must.js';
import { withImageSize } from '../arch/image-size.js';
import type { Architecture } from '../arch/types.js';
import { AssayError } from '../core/errors.js';
import type { EvidenceAnswer, EvidenceKind } from '../evidence/types.js';
import { undefinedScore, type Score } from '../proxies/types.js';
import { dataReason } from './data-reason.js';
import { createEvidencePlan, type EvidencePlan, type PlannedProxy } from './evidence-plan.js';
import { hasImageSize, type ResolvedPlan } from './plan.js';
import { candidateName, createCandidateView, type OpenWeights } from './candidate-view.js';
import type { Evaluation, EvidenceProvider, Job, Providers, CandidateView } from './types.js';

interface EvaluatorOptions {
  readonly providers: Partial<Providers>;
  /** A clock in milliseconds, such as `performance.now`. */
  readonly now: () => number;
  /** For candidates that came with weights. */
  readonly openWeights?: OpenWeights;
}

export interface Evaluator {
  /**
   * Answers at once where all evidence does: to wait a turn for each would cost more than the cheap proxies.
   * @throws (as a rejection) a usage error when a genotype is given and the plan names no space.
   */
  evaluate(job: Job): Evaluation | Promise<Evaluation>;
}

type Answers = readonly EvidenceAnswer<EvidenceKind>[];

export function createEvaluator(resolved: ResolvedPlan, { providers, now, openWeights }: EvaluatorOptions): Evaluator {
  const evidencePlans = new Map<string, EvidencePlan>();
  const evidencePlanOf = (texts: readonly string[] | undefined): EvidencePlan => {
    const key = texts === undefined ? '' : texts.join('\n');
    let evidencePlan = evidencePlans.get(key);
    if (evidencePlan === undefined) evidencePlans.set(key, (evidencePlan = createEvidencePlan(resolved, texts)));
    return evidencePlan;
  };

  const evaluate = (job: Job): Evaluation | Promise<Evaluation> => {
    const evidencePlan = evidencePlanOf(job.proxies);
    let start = now();
    let view: CandidateView;
    try {
      view = createCandidateView(job, resolved.space, openWeights);
    } catch (error) {
      return unreadable(evidencePlan, dataReason(error));
    }
    const scores: Record<string, Score> = {};
    const seconds: Record<string, number> = {};
    /** By place of the kind in the plan's questions. */
    const answers: (Answers | undefined)[] = [];
    const { imageSize } = resolved.plan;
    const sized = imageSize === undefined ? view : atImageSize(view, imageSize);
    /** Scores the members from one on. */
    const goOn = (from: number): Evaluation | Promise<Evaluation> => {
      for (let at = from; at < evidencePlan.members.length; at++) {
        const member = must(evidencePlan.members[at], 'a member at each place');
        for (const place of member.reads) {
          if (answers[place] !== undefined) continue;
          const given = ask(evidencePlan, place, isSized(evidencePlan, place) ? sized : view);
          if (given instanceof Promise)
            return given.then((answer) => {
              answers[place] = answer;
              return goOn(at);
            });
          answers[place] = given;
        }
        scores[member.text] = scoreOf(member, answers as readonly Answers[]);
        const end = now();
        seconds[member.text] = (end - start) / 1000;
        start = end;
      }
      return { scores, seconds };
    };
    return goOn(0);
  };

  const isSized = ({ questions }: EvidencePlan, place: number): boolean =>
    hasImageSize(resolved.plan, must(questions[place], 'the question at a place').requests);

  /** All requests of one kind, answered; a data error answers them all with its reason. */
  const ask = (evidencePlan: EvidencePlan, place: number, view: CandidateView): Answers | Promise<Answers> => {
    const { kind, requests } = must(evidencePlan.questions[place], 'the question at a place');
    const provider = providers[kind as keyof Providers] as EvidenceProvider<EvidenceKind> | undefined;
    if (provider === undefined) throw new Error(`no provider for evidence "${kind}"`);
    const refused = (error: unknown): Answers => {
      const reason = dataReason(error);
      return requests.map(() => ({ ok: false, reason }));
    };
    try {
      const given = provider.answer(view, requests);
      return given instanceof Promise ? given.catch(refused) : given;
    } catch (error) {
      return refused(error);
    }
  };

  return {
    evaluate(job) {
      try {
        const given = evaluate(job);
        return given instanceof Promise ? given.catch((error: unknown) => Promise.reject(named(job, error))) : given;
      } catch (error) {
        return Promise.reject(named(job, error));
      }
    },
  };
}

/** An error that stops an evaluation, with the name of its candidate. */
function named({ candidate }: Job, error: unknown): unknown {
  if (error instanceof AssayError) return error;
  return new Error(`while evaluating ${candidateName(candidate)}: ${error instanceof Error ? error.message : String(error)}`, {
    cause: error,
  });
}

/** The view for what runs the network: at the run's image size. The network is made once, at first use. */
function atImageSize(view: CandidateView, size: number): CandidateView {
  let made: Architecture | undefined;
  return { ...view, architecture: () => (made ??= withImageSize(view.architecture(), size)) };
}

/** A failure while a proxy turns evidence into a number is the reason of that one score: other proxies and networks continue. */
function scoreOf({ text, score }: PlannedProxy, answers: readonly Answers[]): Score {
  try {
    return score(answers);
  } catch (error) {
    if (error instanceof AssayError) return undefinedScore(dataReason(error));
    return undefinedScore(`the proxy failed: ${error instanceof Error ? error.message : String(error)} (a bug in "${text}")`);
  }
}

function unreadable({ members }: EvidencePlan, error: string): Evaluation {
  return {
    scores: Object.fromEntries(members.map(({ text }) => [text, undefinedScore(error)])),
    seconds: Object.fromEntries(members.map(({ text }) => [text, 0])),
    error,
  };
}
