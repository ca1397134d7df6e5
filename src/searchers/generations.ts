/**
 * The common part of the searchers that learn. Such a searcher proposes a generation, receives all its scores, and proposes the next.
 * This module gives a generation out in portions of any size and collects the answers, keeps the budget, proposes no genotype
 * twice, and holds everything in one JSON state: the searcher itself is two functions on a record, its memory.
 */
import * as v from 'valibot';
import { dataError, quote } from '../core/errors.js';
import { createRng, type Rng } from '../core/rng.js';
import { memberOf, membersSchema, type Member } from './members.js';
import { createNovelty, type Novelty } from './novelty.js';
import type { Ask, SearchDomain, Searcher, SearcherSetup } from './types.js';

/** Proposals that are answered together. `phase` is returned with the answers. */
export type Generation =
  | { readonly kind: 'genotypes'; readonly phase: string; readonly level: number; readonly genotypes: readonly unknown[] }
  | { readonly kind: 'draw'; readonly phase: string; readonly level: number; readonly count: number; readonly keep: number };

/** What a searcher uses besides its memory. */
export interface Ground {
  readonly domain: SearchDomain;
  readonly rng: Rng;
  readonly novelty: Novelty;
  /** The level at which everything is known. */
  readonly last: number;
  /** Proposals left at the last level. */
  readonly left: number;
}

/** M is plain JSON; both functions may change it. */
interface Strategy<M> {
  readonly memory: M;
  readonly schema: v.GenericSchema<unknown, M>;
  /** The next generation; undefined, or one without genotypes, ends the search. */
  next(memory: M, ground: Ground): Generation | undefined;
  hear(memory: M, phase: string, results: readonly Member[], ground: Ground): void;
  /** Every member in the memory, which gets a new fitness when the scale changes. */
  members(memory: M): Iterable<Member>;
}

/** Proposals at the last level when no budget is given. */
export const defaultBudget = 1000;

const stateSchema = v.object({
  searcher: v.string(),
  position: v.pipe(v.number(), v.integer(), v.minValue(0)),
  asked: v.pipe(v.number(), v.integer(), v.minValue(0)),
  proposed: v.array(v.string()),
  memory: v.unknown(),
  /** The current generation: what is still to be asked, the answers so far, and how many genotypes a draw keeps. */
  current: v.nullable(
    v.object({ phase: v.string(), level: v.number(), waiting: v.array(v.any()), answers: membersSchema, drawn: v.number() }),
  ),
});

type State = v.InferOutput<typeof stateSchema>;
type Current = NonNullable<State['current']>;

/** @param where the searcher in error messages, also its name in the state. */
export function createGenerations<M>(where: string, setup: SearcherSetup, strategy: Strategy<M>): Searcher {
  const { domain, seed, levels, budget: given = defaultBudget } = setup;
  let budget = given;
  const last = levels - 1;
  let memory = structuredClone(strategy.memory);
  let rng = createRng(seed, where);
  let novelty = createNovelty(setup, () => rng);
  let asked = 0;
  let current = null as Current | null;
  const ground: Ground = {
    domain,
    last,
    get rng() {
      return rng;
    },
    get novelty() {
      return novelty;
    },
    get left() {
      return budget - asked;
    },
  };

  /** An answer is due. */
  let isOut = false;

  const begin = (): Ask | undefined => {
    const generation = asked < budget ? strategy.next(memory, ground) : undefined;
    if (generation === undefined) return undefined;
    const { phase, level } = generation;
    current = { phase, level, waiting: [], answers: [], drawn: generation.kind === 'draw' ? generation.keep : 0 };
    if (generation.kind === 'draw') return { kind: 'draw', level, count: generation.count, keep: generation.keep };
    current.waiting = level === last ? generation.genotypes.slice(0, budget - asked) : [...generation.genotypes];
    if (current.waiting.length === 0) current = null;
    return undefined;
  };

  return {
    ask(n) {
      if (isOut) throw new Error(`${where}: ask was called before tell`);
      const draw = current === null ? begin() : undefined;
      isOut = current !== null;
      if (current === null || draw !== undefined) return draw;
      const genotypes = current.waiting.splice(0, n);
      if (current.level === last) asked += genotypes.length;
      return { kind: 'genotypes', level: current.level, genotypes };
    },
    tell(results) {
      if (!isOut || current === null) throw new Error(`${where}: tell was called before ask`);
      isOut = false;
      const { phase, level, answers, waiting, drawn } = current;
      if (level === last) asked += Math.min(drawn, results.length);
      // A draw that found nothing will find nothing again.
      if (results.length === 0) budget = 0;
      for (const result of results) {
        answers.push(memberOf(result, level));
        if (level === last) novelty.note(result.genotype);
      }
      if (waiting.length > 0) return;
      current = null;
      strategy.hear(memory, phase, answers, ground);
    },
    retell(objectivesOf) {
      const anew = (member: Member): void => {
        const objectives = objectivesOf(member.genotype, member.level);
        member.objectives = objectives === undefined ? null : [...objectives];
      };
      for (const member of strategy.members(memory)) anew(member);
      current?.answers.forEach(anew);
    },
    state() {
      if (isOut) throw new Error(`${where}: state was called before tell`);
      return structuredClone({
        searcher: where,
        position: rng.position(),
        asked,
        proposed: novelty.proposed(),
        memory,
        current,
      }) satisfies State;
    },
    restore(state) {
      const parsed = read(where, stateSchema, state);
      if (parsed.searcher !== where)
        throw dataError(where, { expected: 'a state of this searcher', got: `one of ${quote(parsed.searcher)}` });
      memory = read(where, strategy.schema, parsed.memory);
      rng = createRng(seed, where, parsed.position);
      novelty = createNovelty(setup, () => rng, parsed.proposed);
      ({ asked, current } = parsed);
      isOut = false;
    },
  };
}

function read<T>(where: string, schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const parsed = v.safeParse(schema, structuredClone(value));
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw dataError(where, {
    expected: `a state of this searcher (${v.getDotPath(issue) ?? 'state'} to be ${issue.expected ?? 'valid'})`,
    got: issue.received,
  });
}
