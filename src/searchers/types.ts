/**
 * A searcher proposes genotypes (`ask`) and receives their fitness (`tell`). It does no I/O, knows no space and no
 * proxy, and its state is JSON: `restore(state())` in a searcher of the same setup continues exactly.
 *
 * Evidence comes in levels, cheap ones first: level 0 is what costs least, the last level is everything. A searcher may ask for
 * many genotypes at a low level and for the promising ones again at a higher one.
 */
import { checkOptions, type OptionSpecs, type OptionValues } from '../core/options.js';
import type { Rng } from '../core/rng.js';
import type { Register } from './register.js';

/** What a searcher sees of a space. Every `SearchSpace` is one. */
export interface SearchDomain<G = unknown> {
  readonly id: string;
  readonly size?: number;
  /** A random genotype. */
  sample(rng: Rng): G;
  /** A genotype one step away. */
  mutate(genotype: G, rng: Rng): G;
  /** All genotypes one step away. */
  neighbors(genotype: G): G[];
  /** A child of two genotypes. */
  crossover?(a: G, b: G, rng: Rng): G;
  /** Every genotype once. */
  enumerate?(): Iterable<G>;
  /** Equal only for equal genotypes. */
  encode(genotype: G): string;
  /** Whether a genotype meets the limits of the search; left out, all do. */
  admits?(genotype: G): boolean;
  /** The genotype that holds every choice at once; only in spaces that can be pruned. */
  supernet?(): G;
  /** The genotype with one choice less, for every choice that may go; choices of the same `place` are alternatives. None for a finished architecture. */
  prunings?(genotype: G): readonly { readonly place: number; readonly genotype: G }[];
}

/** What a searcher asks to be scored next. */
export type Ask<G = unknown> =
  /** These genotypes. None was asked before at the last level; at lower ones a genotype may come again, which costs nothing. */
  | { readonly kind: 'genotypes'; readonly level: number; readonly genotypes: readonly G[] }
  /** The best `keep` of `count` distinct random genotypes; the answer may hold more, or all. */
  | { readonly kind: 'draw'; readonly level: number; readonly count: number; readonly keep: number };

/** The result of one genotype. */
export interface Outcome<G = unknown> {
  readonly genotype: G;
  /** One number for each objective, higher is better; undefined when one of them has no score. */
  readonly objectives: readonly number[] | undefined;
}

/** Plain JSON. */
export type SearcherState = { readonly [name: string]: unknown };

/** A search in progress: it proposes genotypes and learns their scores. */
export interface Searcher<G = unknown> {
  /** At most `n` genotypes, or a draw; undefined ends the search. `ask` must not be called again before `tell`. */
  ask(n: number): Ask<G> | undefined;
  /** The outcomes of the last `ask`: in its order; those of a draw in any order. */
  tell(results: readonly Outcome<G>[]): void;
  /** The scale has changed (scores that are ranks change as more are seen): this is now the fitness of earlier proposals. */
  retell?(objectivesOf: (genotype: G, level: number) => readonly number[] | undefined): void;
  /** The state to continue from later, as JSON. */
  state(): SearcherState;
  /** @throws a data error when the state does not belong to this searcher. */
  restore(state: SearcherState): void;
}

/** Everything that decides what a searcher proposes, besides the fitness that it receives. */
export interface SearcherSetup<O = unknown> {
  readonly domain: SearchDomain;
  readonly seed: number;
  /** The most genotypes to propose at the last level (for a shortlist: to draw); undefined leaves it to the searcher. */
  readonly budget?: number;
  /** How many levels of evidence there are, at least 1. */
  readonly levels: number;
  /** Where proposals get their numbers; left out, the searcher keeps its own. */
  readonly register?: Register;
  readonly options: O;
}

/** What `create` is given: levels (1) and options may be left out. */
export type SearcherRequest = Omit<SearcherSetup, 'levels' | 'options'> & {
  readonly levels?: number;
  readonly options?: { readonly [name: string]: unknown };
};

/** A searcher: its id, options and how it is made. */
export interface SearcherDefinition<S extends OptionSpecs = OptionSpecs> {
  readonly id: string;
  readonly title: string;
  readonly paper?: string;
  readonly note?: string;
  readonly options: S;
  /** Whether the fitness that it receives changes its proposals. */
  readonly learns: boolean;
  /** Whether what it proposes at the last level depends on no score of that level, so that many machines can divide it; left out, it does. */
  readonly isDivisible?: boolean;
  /** Whether it draws many and scores the best of them further, so that its budget is a draw; left out, it does not. */
  readonly keepsShortlist?: boolean;
  /** Whether it proposes in the order of the space, so that a part of its proposals is no random sample; left out, it does not. */
  readonly goesInOrder?: boolean;
  /** @throws a usage error for unknown options, and when the domain or the budget does not fit it. */
  create(request: SearcherRequest): Searcher;
}

/** Makes a searcher definition with its option types inferred; `create` fills in the options that are left out. */
export function defineSearcher<S extends OptionSpecs>(
  definition: Omit<SearcherDefinition<S>, 'create'> & {
    create(setup: SearcherSetup<OptionValues<S>>): Searcher;
  },
): SearcherDefinition {
  const { id, options: specs } = definition;
  return {
    ...definition,
    create: ({ levels = 1, options = {}, ...setup }) =>
      definition.create({ ...setup, levels, options: checkOptions(`searcher ${id}`, specs, options) }),
  };
}
