/**
 * Everything a search proposed. A million candidates must fit: strings and canonical forms are kept as the numbers of their words, scores and
 * costs as numbers; a genotype is kept while its round lasts, and those of the first candidates for good; any other is read from its string again.
 */
import { pickColumn, readColumn, type Column } from '../core/column.js';
import { createNumberColumn } from '../core/number-column.js';
import { createRenumbering } from '../core/renumbering.js';
import { createRepeatedNumbers } from '../core/repeated-numbers.js';
import { createTextSet } from '../core/text-set.js';
import type { Cost } from '../arch/cost.js';
import { columnOf, valueAt } from './column-of.js';
import { orientScore } from '../proxies/combine/index.js';
import { undefinedScore } from '../proxies/types.js';
import { createQuantityReader, type Quantity } from '../engine/limits/quantities.js';
import { knownGenotype } from '../engine/known-genotype.js';
import type { ResolvedPlan } from '../engine/plan.js';
import type { KnownGenotype } from '../engine/types.js';
import { createRegister } from '../searchers/register.js';
import type { SearchSpace } from '../spaces/types.js';
import { createScoreStore, type ScoreStore } from './score-store.js';

/** The score of a candidate that an expensive proxy did not evaluate. */
const notReached = undefinedScore('not on the shortlist');

/** So many candidates are in memory with their genotypes, and proposed at once: a fraction of a megabyte for each thousand. */
export const keptGenotypes = 65_536;

/** Everything a search proposed, in the order of the first proposals, with all that is known of it. */
export interface Candidates {
  /** Published strings. */
  readonly texts: Column<string>;
  /** What is known of each, with its genotype. */
  readonly known: Column<KnownGenotype>;
  /** Canonical form of each. */
  readonly canonical: Column<string>;
  /** The number of the canonical form of each, from 0 in the order in which the forms were met. */
  readonly forms: Column<number>;
  /** How many canonical forms there are. */
  readonly distinct: number;
  /** Params and MACs of each. */
  readonly costs: Column<Cost>;
  /** Scores of every proxy, by its text. */
  readonly columns: { readonly [proxy: string]: ScoreStore };
  /** How many stages of evidence each candidate passed. */
  readonly reached: Column<number>;
  /** Whether its scores, once known, broke the limits. */
  readonly outside: Column<boolean>;
  /** Its place; new ones are appended. */
  place(genotype: unknown): number;
  /** The place of a genotype among the candidates; undefined if it is not one. */
  placeOf(genotype: unknown): number | undefined;
  setReached(index: number, stages: number): void;
  setOutside(index: number, isOutside: boolean): void;
  /** Scores of some proxies as numbers, higher is better, -Infinity for undefined scores. */
  row(index: number, proxies: readonly string[]): number[];
  /** The quantities that were named when the table was made, in their order. */
  readonly measured: readonly Column<number>[];
  /** Lets go of the genotypes of a round. */
  endRound(): void;
}

/** @param most how many genotypes are kept for good. @param register where genotypes have their numbers: that of the searcher, or one of its own. */
export function createCandidates(
  space: SearchSpace,
  { proxies }: ResolvedPlan,
  quantities: readonly Quantity[],
  most = keptGenotypes,
  register = createRegister((genotype) => space.encode(genotype)),
): Candidates {
  /** The registered genotypes that are candidates. */
  const numbers = createRenumbering();
  const texts = pickColumn(register.texts, numbers);
  const formTexts = createTextSet();
  const forms = createNumberColumn(Uint32Array);
  const reached = createNumberColumn(Uint8Array);
  const outside = createNumberColumn(Uint8Array);
  const costs = createCosts((index) => known.at(index) as KnownGenotype);
  const count = (): number => texts.length;
  const columns = Object.fromEntries(proxies.map(({ text }) => [text, createScoreStore(count, notReached)]));
  const directions = new Map(proxies.map(({ text, proxy }) => [text, proxy.direction]));
  const reader = createQuantityReader(space, quantities);
  const measured = quantities.map(() => createNumberColumn());
  const values = new Float64Array(quantities.length);
  /** Of the first candidates. */
  const first: unknown[] = [];
  /** Those of the round. */
  const recent = new Map<number, KnownGenotype>();
  const canonical = pickColumn(formTexts, forms);
  const read = (index: number): KnownGenotype => {
    const kept = recent.get(index);
    if (kept !== undefined) return kept;
    const genotype = index < first.length ? first[index] : space.decode(valueAt(texts, index));
    return knownGenotype(space, genotype, costs.known(index));
  };
  const known = readColumn(count, read);
  return {
    texts,
    known,
    canonical,
    forms,
    get distinct() {
      return formTexts.length;
    },
    costs: readColumn(count, costs.read),
    columns,
    reached,
    outside: readColumn(count, (index) => outside.at(index) === 1),
    place(genotype) {
      const index = numbers.add(register.numberOf(genotype));
      const isNew = index === forms.length;
      if (isNew || (index >= first.length && !recent.has(index)))
        recent.set(index, knownGenotype(space, genotype, costs.known(index)));
      if (!isNew) return index;
      if (index < most) first.push(genotype);
      forms.push(formTexts.add(space.canonical(genotype)));
      reached.push(0);
      outside.push(0);
      if (quantities.length > 0) {
        if (reader.fillCounted(genotype, values)) reader.fillBuilt(genotype, values);
        for (const [place, column] of measured.entries()) column.push(values[place] as number);
      }
      return index;
    },
    placeOf(genotype) {
      const number = register.find(genotype);
      return number === undefined ? undefined : numbers.find(number);
    },
    setReached: (index, stages) => reached.set(index, stages),
    setOutside: (index, isOutside) => outside.set(index, isOutside ? 1 : 0),
    row: (index, chosen) =>
      chosen.map((text) => orientScore(directions.get(text) ?? 'higher', valueAt(columnOf(columns, text), index))),
    measured,
    endRound() {
      if (space.cost !== undefined) for (const [index, own] of recent) costs.keep(index, own.cost());
      recent.clear();
      register.forget();
    },
  };
}

/** Params and MACs, counted once. Counted MACs of 0 are kept as -0, so that they differ from those not counted yet. */
function createCosts(knownAt: (index: number) => KnownGenotype): {
  /** Undefined until it was counted. */
  known(index: number): Cost | undefined;
  read(index: number): Cost;
  keep(index: number, cost: Cost): void;
} {
  const [params, macs] = [createRepeatedNumbers(), createRepeatedNumbers()];
  const known = (index: number): Cost | undefined => {
    const counted = macs.at(index) ?? 0;
    return Object.is(counted, 0) ? undefined : { params: params.at(index) ?? 0, macs: counted === 0 ? 0 : counted };
  };
  const keep = (index: number, cost: Cost): void => {
    params.set(index, cost.params);
    macs.set(index, cost.macs === 0 ? -0 : cost.macs);
  };
  return {
    known,
    keep,
    read(index) {
      const before = known(index);
      if (before !== undefined) return before;
      const cost = knownAt(index).cost();
      keep(index, cost);
      return cost;
    },
  };
}
