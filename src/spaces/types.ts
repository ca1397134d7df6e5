/**
 * The contract of a search space. A genotype G is plain JSON; `encode` prints it in the space's published format.
 * Spaces know no proxy: they describe architectures and hold, as data, the proxies that papers used on them.
 */
import type { Architecture } from '../arch/types.js';
import type { Cost } from '../arch/cost.js';
import type { Topology } from '../arch/topology.js';
import type { OptionSpecs, OptionValues } from '../core/options.js';
import type { Rng } from '../core/rng.js';

/** Something of a genotype that one move changes: the operator of an edge, a connection, the width of a block. */
export interface Place<G = unknown> {
  /** What a person calls it: `edge 0 → 1`. Unique among the places of a genotype. */
  readonly name: string;
  /** Where drawings of the cell show it, with their numbers; left out where they do not. */
  readonly drawn?: DrawnPlace;
  /** What it holds. */
  readonly current: string;
  /** What it may hold instead; every genotype is a neighbour. */
  readonly alternatives: readonly { readonly choice: string; readonly genotype: G }[];
}

/** A node or an edge of a cell of the topology, by its name. */
export type DrawnPlace =
  | { readonly cell: string; readonly from: number; readonly to: number }
  | { readonly cell: string; readonly node: number };

/** A set of architectures: how they are drawn, changed, written as strings and built. */
export interface SearchSpace<G = unknown> {
  readonly id: string;
  /** Number of genotypes; undefined if it is unknown or beyond 2^53. */
  readonly size?: number;
  /** A uniformly random genotype. */
  sample(rng: Rng): G;
  /** A genotype that differs by one move. */
  mutate(genotype: G, rng: Rng): G;
  /** All genotypes one move away, in a fixed order. */
  neighbors(genotype: G): G[];
  /** What of a genotype can be changed by one move, in a fixed order; together they give all neighbours. `placesOf` derives them where left out. */
  places?(genotype: G): readonly Place<G>[];
  /** A child of two genotypes. */
  crossover?(a: G, b: G, rng: Rng): G;
  /** The same architecture written in another way (vertices or terms in another order), if the format leaves a choice. */
  relabel?(genotype: G, rng: Rng): G;
  /** The genotype that holds every choice at once; only in spaces that can be pruned. */
  supernet?(): G;
  /** The genotype with one choice less, for every choice that may go; choices of the same `place` are alternatives. None for a finished architecture. */
  prunings?(genotype: G): readonly { readonly place: number; readonly genotype: G }[];
  /** All genotypes, in a fixed order; only if the space is small enough to enumerate. */
  enumerate?(): Iterable<G>;
  /** Every genotype by number, in spaces that compute it: one genotype may have several numbers, written in different ways. */
  readonly numbered?: {
    readonly count: number;
    /** The genotype of a number. */
    at(index: number): G;
  };
  /** The published string. `decode(encode(g))` is g. */
  encode(genotype: G): string;
  /** @throws a data error saying where the string is malformed. */
  decode(text: string): G;
  /** Whether `sample` gives genotypes of this kind; left out if the space reads no others. */
  isSampled?(genotype: G): boolean;
  /** Equal for genotypes that compute the same function; genotypes with the same key share a score. */
  canonical(genotype: G): string;
  /** 64 bits of a hash of the canonical form, as two words: fast, for searches over millions. Equal for equal canonical forms. */
  canonicalKey?(genotype: G, key: Uint32Array): void;
  /** The network of a genotype. */
  build(genotype: G): Architecture;
  /** The cell graphs; left out if topology does not vary; then `noTopology` says why. */
  topology?(genotype: G): Topology;
  readonly noTopology?: string;
  /** Params and MACs without building; equal to `countCost(build(g))`. */
  cost?(genotype: G): Cost;
  readonly properties?: SpaceProperties;
  /** The genotypes that `sample` draws, many at once; undefined where this engine cannot. A space that changes what another says of a genotype leaves it out. */
  drawMany?(stream: DrawStream): DrawnMany<G> | undefined;
}

/** The random numbers of many genotypes: the i-th draws from word `i * stride` on, a multiple of four. */
export interface DrawStream {
  readonly key: readonly [number, number];
  readonly stride: number;
}

/** Genotypes drawn many at once, of which numbers are kept; the next draw replaces them. Each is equal to what the space says of the genotype. */
export interface DrawnMany<G = unknown> {
  /** How many can be drawn at once. */
  readonly most: number;
  draw(first: number, count: number): void;
  genotype(place: number): G;
  writeKey(place: number, key: Uint32Array): void;
  cost(place: number): Cost;
  /** The same object each time; see `isReused`. */
  topology(place: number): Topology;
}

/** What scores may read about a space. No space names proxies: one rule ranks all of them (judgement.ts). */
export interface SpaceProperties {
  /** The two constants that epsilon's paper used on this space. */
  readonly constantWeights?: readonly [number, number];
  /** Set if all cells have the same wires, and only the operators on them are chosen. */
  readonly wiring?: 'fixed';
  /** Set if the record of a network says whether it was trained with an auxiliary classifier, which the space can build. */
  readonly auxiliaryHead?: 'recorded';
}

/** A space before its options are chosen. */
export interface SpaceDefinition<S extends OptionSpecs = OptionSpecs> {
  readonly id: string;
  readonly title: string;
  readonly paper: string;
  /** Example of the published string, for help texts. */
  readonly example: string;
  readonly options: S;
  /** Its strings are literals of Python or JSON, calls, names or lists of numbers: a text that begins with | and holds no bracket is none, and is not tried. */
  readonly isLiteral?: boolean;
  /** Makes the space with resolved options. */
  create(options: OptionValues<S>): SearchSpace;
}
