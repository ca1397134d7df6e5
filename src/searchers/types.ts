/**
 * What a searcher is: it proposes genotypes (`ask`) and hears how good they were (`tell`). It does no I/O, knows no space and no
 * proxy, and its state is JSON: `restore(state())` into a searcher of the same setup continues exactly.
 */
import type { OptionSpecs, OptionValues } from '../core/options.js';
import type { Rng } from '../core/rng.js';

/** What a searcher sees of a space. Every `SearchSpace` is one. */
export interface SearchDomain<G = unknown> {
  readonly id: string;
  readonly size?: number;
  sample(rng: Rng): G;
  mutate(genotype: G, rng: Rng): G;
  neighbors(genotype: G): G[];
  crossover?(a: G, b: G, rng: Rng): G;
  enumerate?(): Iterable<G>;
  /** Equal only for equal genotypes. */
  encode(genotype: G): string;
}

/** What became of one proposal. */
export interface Told<G = unknown> {
  readonly genotype: G;
  /** Higher is better; undefined when there is no score. */
  readonly value: number | undefined;
}

/** Plain JSON. */
export type SearcherState = { readonly [name: string]: unknown };

export interface Searcher<G = unknown> {
  /** At most `n` genotypes that were not proposed before; an empty list ends the search. */
  ask(n: number): G[];
  /** The outcomes of all that was asked last, in that order. */
  tell(results: readonly Told<G>[]): void;
  state(): SearcherState;
  /** @throws a data error when the state is not one of this searcher's. */
  restore(state: SearcherState): void;
}

/** Everything that decides what a searcher proposes, besides what it is told. */
export interface SearcherSetup<O = unknown> {
  readonly domain: SearchDomain;
  readonly seed: number;
  /** Most genotypes to propose; undefined leaves it to the searcher. */
  readonly budget?: number;
  readonly options: O;
}

export interface SearcherDefinition<S extends OptionSpecs = OptionSpecs> {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly options: S;
  /** How many proposals to evaluate between two calls of `tell`; Infinity when what it hears does not matter to it. */
  round(options: OptionValues<S>): number;
  /** @throws a usage error when the domain or the budget does not suit it. */
  create(setup: SearcherSetup<OptionValues<S>>): Searcher;
}

/** Makes a searcher definition with its option types inferred. */
export function defineSearcher<S extends OptionSpecs>(definition: SearcherDefinition<S>): SearcherDefinition {
  return definition as unknown as SearcherDefinition;
}
