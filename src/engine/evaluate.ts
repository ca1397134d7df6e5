/**
 * Scores one candidate with the proxies of a plan. The requests of all its proxies are united; each kind of evidence is produced
 * once per candidate, when the first proxy needs it, and the seconds are charged to that proxy.
 *
 * What a candidate does wrong (a data error) becomes the reason of its scores and never stops the rest; anything else is a bug
 * or wrong use and propagates with the candidate's name.
 */
import { AssayError } from '../core/errors.js';
import { undefinedScore, type Evidence, type EvidenceAnswer, type EvidenceKind, type EvidenceRequest, type Score } from '../proxies/types.js';
import { completeRequest, requestKey, uniteRequests, type ResolvedPlan, type ResolvedProxy } from './plan.js';
import { candidateName, createSubject } from './subject.js';
import type { Evaluation, EvidenceProvider, Job, Providers, Subject } from './types.js';

export interface EvaluatorOptions {
  readonly providers: Partial<Providers>;
  /** A clock in milliseconds, such as `performance.now`. */
  readonly now: () => number;
}

export interface Evaluator {
  evaluate(job: Job): Promise<Evaluation>;
}

/** A set of proxies that are scored together, and what they ask of each kind. */
interface Party {
  readonly proxies: readonly ResolvedProxy[];
  readonly wanted: ReadonlyMap<EvidenceKind, ReadonlyMap<string, EvidenceRequest>>;
}

type Answers = Map<string, EvidenceAnswer<EvidenceKind>>;

/** @throws (from `evaluate`) a usage error when a genotype is given and the plan names no space. */
export function createEvaluator(resolved: ResolvedPlan, { providers, now }: EvaluatorOptions): Evaluator {
  const parties = new Map<string, Party>();
  const partyOf = (texts: readonly string[] | undefined): Party => {
    const key = texts === undefined ? '' : texts.join('\n');
    let party = parties.get(key);
    if (party === undefined) parties.set(key, (party = createParty(texts === undefined ? resolved.proxies : pick(resolved, texts))));
    return party;
  };

  const gather = async (subject: Subject, kind: EvidenceKind, wanted: ReadonlyMap<string, EvidenceRequest>, answers: Answers): Promise<void> => {
    const provider = providers[kind] as EvidenceProvider<EvidenceKind> | undefined;
    if (provider === undefined) throw new Error(`no provider for evidence "${kind}"`);
    try {
      let given = provider.answer(subject, [...wanted.values()]);
      if (given instanceof Promise) given = await given;
      let i = 0;
      for (const key of wanted.keys()) answers.set(key, given[i++]);
    } catch (error) {
      const reason = dataReason(error);
      for (const key of wanted.keys()) answers.set(key, { ok: false, reason });
    }
  };

  const evaluate = async ({ candidate, proxies: texts }: Job): Promise<Evaluation> => {
    const { proxies, wanted } = partyOf(texts);
    const scores: Record<string, Score> = {};
    const seconds: Record<string, number> = {};
    const answers: Answers = new Map();
    const gathered = new Set<EvidenceKind>();
    let start = now();
    let subject: Subject;
    try {
      subject = createSubject(candidate, resolved.space);
    } catch (error) {
      return unreadable(proxies, dataReason(error));
    }
    for (const own of proxies) {
      for (const { kind } of own.requests) {
        if (gathered.has(kind)) continue;
        gathered.add(kind);
        await gather(subject, kind, wanted.get(kind) as ReadonlyMap<string, EvidenceRequest>, answers);
      }
      scores[own.text] = scoreOf(own, answers, resolved);
      const end = now();
      seconds[own.text] = (end - start) / 1000;
      start = end;
    }
    return { scores, seconds };
  };

  return {
    async evaluate(job) {
      try {
        return await evaluate(job);
      } catch (error) {
        if (error instanceof AssayError) throw error;
        throw new Error(`while evaluating ${candidateName(job.candidate)}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
      }
    },
  };
}

function createParty(proxies: readonly ResolvedProxy[]): Party {
  const kinds = new Set(proxies.flatMap(({ requests }) => requests.map(({ kind }) => kind)));
  return { proxies, wanted: new Map([...kinds].map((kind) => [kind, uniteRequests(proxies, kind)])) };
}

function pick(resolved: ResolvedPlan, texts: readonly string[]): ResolvedProxy[] {
  return texts.map((text) => {
    const own = resolved.proxies.find((proxy) => proxy.text === text);
    if (own === undefined) throw new Error(`job asks for proxy "${text}", which the plan does not hold`);
    return own;
  });
}

/** A proxy sees the answers to its own requests and no others. */
function scoreOf(own: ResolvedProxy, answers: Answers, { plan, context }: ResolvedPlan): Score {
  const evidence = {
    get(request: EvidenceRequest) {
      const key = requestKey(completeRequest(request, plan));
      const answer = own.requests.some((asked) => requestKey(asked) === key) ? answers.get(key) : undefined;
      if (answer === undefined) throw new Error(`proxy "${own.text}" reads evidence it did not ask for: ${key}`);
      return answer;
    },
  } as Evidence;
  try {
    return sound(own.text, own.proxy.score(evidence, own.options, context));
  } catch (error) {
    return undefinedScore(dataReason(error));
  }
}

/** Numbers that JSON cannot hold would change on the way through a journal: a proxy that returns one has a bug. */
function sound(text: string, score: Score): Score {
  if (!score.ok) return score;
  if (!Number.isFinite(score.value)) throw new Error(`proxy "${text}" returned the value ${score.value}`);
  for (const [part, value] of Object.entries(score.parts ?? {})) {
    if (!Number.isFinite(value)) throw new Error(`proxy "${text}" returned the value ${value} for its part "${part}"`);
  }
  return score;
}

function unreadable(proxies: readonly ResolvedProxy[], error: string): Evaluation {
  return {
    scores: Object.fromEntries(proxies.map(({ text }) => [text, undefinedScore(error)])),
    seconds: Object.fromEntries(proxies.map(({ text }) => [text, 0])),
    error,
  };
}

/** The message of a data error; everything else is thrown on. */
function dataReason(error: unknown): string {
  if (error instanceof AssayError && error.kind === 'data') return error.message;
  throw error;
}
