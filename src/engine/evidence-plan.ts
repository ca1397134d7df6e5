/** A set of proxies that are scored together: their requests for each kind of evidence, each once, and where each proxy finds its answers. */
import { must } from '../core/must.js';
import type { Evidence, EvidenceAnswer, EvidenceKind, EvidenceRequest } from '../evidence/types.js';
import type { Score } from '../proxies/types.js';
import { completeRequest, requestKey, uniteRequests, type ResolvedPlan, type ResolvedProxy } from './plan.js';

export interface EvidencePlan {
  readonly questions: readonly { readonly kind: EvidenceKind; readonly requests: readonly EvidenceRequest[] }[];
  readonly members: readonly PlannedProxy[];
}

/** One proxy of an evidence plan. */
export interface PlannedProxy {
  readonly text: string;
  /** Places among the questions of the kinds it reads. */
  readonly reads: readonly number[];
  /** @param answers by place of the question, then of the request. */
  score(answers: readonly (readonly EvidenceAnswer<EvidenceKind>[])[]): Score;
}

/** @param texts proxies of the plan by text; by default all. */
export function createEvidencePlan(resolved: ResolvedPlan, texts: readonly string[] | undefined): EvidencePlan {
  const proxies = texts === undefined ? resolved.proxies : texts.map((text) => findProxy(resolved, text));
  const kinds = [...new Set(proxies.flatMap(({ requests }) => requests.map(({ kind }) => kind)))];
  const united = kinds.map((kind) => ({ kind, requests: uniteRequests(proxies, kind) }));
  return {
    questions: united.map(({ kind, requests }) => ({ kind, requests: [...requests.values()] })),
    members: proxies.map((own) =>
      createPlannedProxy(
        own,
        kinds,
        united.map(({ requests }) => [...requests.keys()]),
        resolved,
      ),
    ),
  };
}

function findProxy(resolved: ResolvedPlan, text: string): ResolvedProxy {
  const own = resolved.proxies.find((proxy) => proxy.text === text);
  if (own === undefined) throw new Error(`job asks for proxy "${text}", which the plan does not hold`);
  return own;
}

function createPlannedProxy(
  own: ResolvedProxy,
  kinds: readonly EvidenceKind[],
  keys: readonly (readonly string[])[],
  { plan, context }: ResolvedPlan,
): PlannedProxy {
  const { text, proxy, options, requests } = own;
  /** Where the answer to each of its requests is; it may not read others. */
  const places = new Map(
    requests.map((request) => {
      const kind = kinds.indexOf(request.kind);
      return [requestKey(request), [kind, keys[kind]?.indexOf(requestKey(request)) ?? -1] as const];
    }),
  );
  // A score is computed without waiting, so one view serves all candidates in turn.
  let current: Parameters<PlannedProxy['score']>[0] = [];
  /** Of requests that were met: most proxies read evidence with the same objects each time. */
  const met = new WeakMap<EvidenceRequest, readonly [number, number]>();
  const placeOf = (request: EvidenceRequest): readonly [number, number] => {
    const key = requestKey(completeRequest(request, plan));
    const place = places.get(key);
    if (place === undefined) throw new Error(`proxy "${text}" reads evidence it did not request: ${key}`);
    // An object that may change is looked up again.
    if (Object.isFrozen(request)) met.set(request, place);
    return place;
  };
  const evidence = {
    get(request: EvidenceRequest) {
      const place = met.get(request) ?? placeOf(request);
      return must(current[place[0]]?.[place[1]], 'an answer to each request');
    },
  } as Evidence;
  return {
    text,
    reads: [...new Set(requests.map(({ kind }) => kinds.indexOf(kind)))],
    score(answers) {
      current = answers;
      return sound(text, proxy.score(evidence, options, context));
    },
  };
}

/** Numbers that JSON cannot hold would change on the way through a journal: a proxy that returns one has a bug. */
function sound(text: string, score: Score): Score {
  if (!score.ok) return score;
  if (!Number.isFinite(score.value)) throw new Error(`proxy "${text}" returned the value ${score.value}`);
  for (const part in score.parts) {
    if (!Number.isFinite(score.parts[part]))
      throw new Error(`proxy "${text}" returned the value ${score.parts[part]} for its part "${part}"`);
  }
  return score;
}
