import { columnOf, valueAt } from './column-of.js';
import { orientScore } from '../proxies/combine/index.js';
import { undefinedScore, type Score } from '../proxies/types.js';
import { createQuantityReader, type Quantity } from '../engine/limits/quantities.js';
import { knownGenotype } from '../engine/known-genotype.js';
import type { ResolvedPlan } from '../engine/plan.js';
import type { KnownGenotype } from '../engine/types.js';
import type { SearchSpace } from '../spaces/types.js';

/** The score of a candidate that an expensive proxy did not evaluate. */
const notReached: Score = undefinedScore('not on the shortlist');

/** Everything a search proposed, in the order of the first proposals, with all that is known of it. */
export interface Candidates {
  /** Published strings. */
  readonly texts: string[];
  /** What is known of each, with its genotype. */
  readonly known: KnownGenotype[];
  /** Canonical form of each. */
  readonly canonical: string[];
  /** Scores of every proxy, by its text. */
  readonly columns: { readonly [proxy: string]: Score[] };
  /** How many stages of evidence each candidate passed. */
  readonly reached: number[];
  /** Whether its scores, once known, broke the limits. */
  readonly outside: boolean[];
  /** Its place; new ones are appended. */
  place(genotype: unknown): number;
  /** The place of a genotype among the candidates; undefined if it is not one. */
  placeOf(genotype: unknown): number | undefined;
  /** Scores of some proxies as numbers, higher is better, -Infinity for undefined scores. */
  row(index: number, proxies: readonly string[]): number[];
  /** The quantities that were named when the table was made. */
  quantities(index: number): ArrayLike<number>;
}

export function createCandidates(space: SearchSpace, { proxies }: ResolvedPlan, quantities: readonly Quantity[]): Candidates {
  const texts: string[] = [];
  const known: KnownGenotype[] = [];
  const canonical: string[] = [];
  const reached: number[] = [];
  const outside: boolean[] = [];
  const places = new Map<string, number>();
  const columns: Record<string, Score[]> = Object.fromEntries(proxies.map(({ text }) => [text, []]));
  const lists = Object.values(columns);
  const directions = new Map(proxies.map(({ text, proxy }) => [text, proxy.direction]));
  const reader = createQuantityReader(space, quantities);
  const measured: Float64Array[] = [];
  return {
    texts,
    known,
    canonical,
    columns,
    reached,
    outside,
    place(genotype) {
      const text = space.encode(genotype);
      const before = places.get(text);
      if (before !== undefined) return before;
      const index = texts.push(text) - 1;
      places.set(text, index);
      const own = knownGenotype(space, genotype);
      known.push(own);
      canonical.push(own.canonical());
      reached.push(0);
      outside.push(false);
      for (const list of lists) list.push(notReached);
      if (quantities.length > 0) {
        const values = new Float64Array(quantities.length);
        if (reader.fillCounted(genotype, values)) reader.fillBuilt(genotype, values);
        measured.push(values);
      }
      return index;
    },
    placeOf: (genotype) => places.get(space.encode(genotype)),
    row: (index, chosen) =>
      chosen.map((text) => orientScore(directions.get(text) ?? 'higher', valueAt(columnOf(columns, text), index))),
    quantities: (index) => valueAt(measured, index),
  };
}
