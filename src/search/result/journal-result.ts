/**
 * The result of a run from its journal alone, finished or interrupted: nothing is scored, and no data are opened. A journal holds one
 * architecture of each canonical form, and only those limits that were decided before anything was scored.
 */
import { valueAt } from '../column-of.js';
import { plural } from '../../core/plural.js';
import { usageError } from '../../core/errors.js';
import { must } from '../../core/must.js';
import { equalWeights } from '../../engine/combination.js';
import { pickQuantities, quantities } from '../../engine/limits/quantities.js';
import { resolvePlan, type ResolvedPlan, type ResolvedProxy } from '../../engine/plan.js';
import type { Registry } from '../../engine/types.js';
import type { SearchSpace } from '../../spaces/types.js';
import { createRegister } from '../../searchers/register.js';
import { createCandidates, keptGenotypes, type Candidates } from '../candidates.js';
import type { JournalState } from '../journal/types.js';
import { parseObjectives, type Objective } from '../objectives.js';
import type { SearchOutcome } from '../run-search.js';
import { stagesOf } from '../stages.js';
import { goesInOrder } from '../choose.js';
import { inOrderNotes, searchNotes } from './notes.js';
import { createSearchResult, type SearchResult } from './result.js';
import { combinationWithout } from './unreached.js';

interface JournalResultOptions {
  readonly registry: Registry;
  /** By default, that of the run. */
  readonly combine?: string;
  /** How many of the best the report lists, 10 unless given. */
  readonly top?: number;
  /** A clock in milliseconds. */
  readonly now: () => number;
}

/** @throws a usage error for a journal without a score, or a combination that does not suit. */
export function journalResult(state: JournalState, { registry, combine, top = 10, now }: JournalResultOptions): SearchResult {
  const { settings, evaluations, isDone } = state;
  // The result must not keep the entries: of a million they take as much memory as the candidates.
  const counted = plural(evaluations.length, 'evaluation');
  if (settings === undefined || evaluations.length === 0)
    throw usageError('report', { expected: 'a journal with at least one score', got: 'none', code: 'no-result' });
  if (settings.verb !== undefined)
    throw usageError('report', {
      expected: 'the run of a search',
      got: `one of assay ${settings.verb}`,
      hint: 'the same command with `resume` writes its scores, with `report` a page of them too',
      code: 'unsupported',
    });
  const planned = resolvePlan(settings.plan, registry);
  const { resolved, unscored } = scoredPart(planned, evaluations);
  const { objectives, lost } = knownObjectives(settings.objectives ?? ['score'], resolved, unscored);
  const { outcome, candidates } = candidatesOf(state, resolved, objectives);
  return createSearchResult({
    spaceText: settings.plan.space ?? '',
    outcome,
    resolved,
    settings,
    combination: combinationWithout(combine ?? settings.combine ?? settings.ranking ?? equalWeights(planned), {
      left: resolved.proxies,
      gone: unscored,
    }),
    objectives,
    quantities,
    top,
    setUp: 0,
    now,
    notes: (finalists) => [
      `made from the journal of ${isDone ? 'a finished' : 'an interrupted'} run: ${counted} of ${plural(outcome.candidates.length, 'architecture')}`,
      ...(settings.shard === undefined && goesInOrder(settings.searcher)
        ? inOrderNotes(lastPlaceOf(candidates, resolved), resolved.space?.size ?? Infinity)
        : []),
      ...searchNotes({ outcome, finalists, where: undefined, hits: undefined }),
      ...(unscored.length === 0
        ? []
        : [`${unscored.map(({ text }) => text).join(', ')} had not scored anything yet: the order is without`]),
      ...(lost.length === 0 ? [] : [`without the objectives ${lost.join(', ')}, whose tables a journal does not hold`]),
    ],
  });
}

/** How far a run went in the order of the space: the place of its last candidate, at least as far as the journal knows, which holds one of each form. */
function lastPlaceOf(candidates: Candidates, { space }: ResolvedPlan): number {
  let missing = candidates.texts.length;
  let place = 0;
  for (const genotype of space?.enumerate?.() ?? []) {
    place++;
    if (candidates.placeOf(genotype) !== undefined) missing--;
    if (missing === 0) break;
  }
  return place;
}

/** The plan with those proxies that scored anything before the run ended, and the others. */
function scoredPart(
  planned: ResolvedPlan,
  evaluations: JournalState['evaluations'],
): { readonly resolved: ResolvedPlan; readonly unscored: readonly ResolvedProxy[] } {
  const seen = new Set<string>();
  for (const { scores } of evaluations) for (const text in scores) seen.add(text);
  const scored = planned.proxies.filter(({ text }) => seen.has(text));
  // Without any score of the plan's proxies nothing can be left out.
  if (scored.length === 0) return { resolved: planned, unscored: [] };
  return { resolved: { ...planned, proxies: scored }, unscored: planned.proxies.filter(({ text }) => !seen.has(text)) };
}

/** Those that need no file and no proxy that scored nothing; `score` if none is left. `lost`: those that need a file. */
function knownObjectives(
  texts: readonly string[],
  resolved: ResolvedPlan,
  unscored: readonly ResolvedProxy[],
): { readonly objectives: readonly Objective[]; readonly lost: readonly string[] } {
  const lost = texts.filter((text) => /^(?:table\.|predictedLatencyMs)/.test(text));
  const isUnscored = (text: string): boolean => {
    const name = text.replace(/=(?:max|min)$/, '');
    return unscored.some((proxy) => proxy.text === name || proxy.proxy.id === name);
  };
  const left = texts.filter((text) => !lost.includes(text) && !isUnscored(text));
  return { objectives: parseObjectives(left.length === 0 ? ['score'] : left, resolved), lost };
}

function candidatesOf(
  { evaluations, texts: written }: JournalState,
  resolved: ResolvedPlan,
  objectives: readonly Objective[],
): { readonly outcome: SearchOutcome; readonly candidates: Candidates } {
  const space = resolved.space as SearchSpace;
  const ids = objectives.flatMap((objective) => (objective.kind === 'quantity' ? [objective.quantity] : []));
  const register = createRegister((genotype) => space.encode(genotype), written);
  const candidates = createCandidates(space, resolved, pickQuantities(ids, quantities), keptGenotypes, register);
  const columns = Object.entries(candidates.columns);
  /** Whether each candidate has a score by each proxy. */
  const scored = new Map(columns.map(([text]) => [text, new Uint8Array(evaluations.length)]));
  for (const { candidate, scores } of evaluations) {
    if (typeof candidate !== 'string') continue;
    const place = candidates.place(space.decode(candidate));
    if (place % keptGenotypes === 0) candidates.endRound();
    for (const [text, column] of columns) {
      const score = Object.hasOwn(scores, text) ? scores[text] : undefined;
      if (score === undefined) continue;
      column.set(place, score);
      must(scored.get(text), 'a list for each proxy')[place] = 1;
    }
  }
  const { texts, known, canonical, forms, distinct, costs } = candidates;
  const stages = stagesOf(resolved);
  for (let place = 0; place < texts.length; place++) {
    const missing = stages.findIndex(({ proxies }) => !proxies.every((proxy) => scored.get(proxy)?.[place] === 1));
    candidates.setReached(place, missing === -1 ? stages.length : missing);
  }
  const outcome: SearchOutcome = {
    candidates: texts,
    known,
    canonical,
    forms,
    distinct,
    costs,
    columns: candidates.columns,
    quantities: Object.fromEntries(ids.map((id, place) => [id, valueAt(candidates.measured, place)])),
    reached: candidates.reached,
    stages: stages.length,
    steps: [],
    recalled: evaluations.length,
    outside: candidates.outside,
  };
  return { outcome, candidates };
}
