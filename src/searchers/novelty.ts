/**
 * Genotypes that were not proposed before and meet the limits. Random samples first; when they give nothing new for a long time and the
 * domain can be listed, the rest of it, shuffled, so that a search with a budget beyond its space proposes every genotype once.
 */
import { createNumberColumn } from '../core/number-column.js';
import { createRng, type Rng } from '../core/rng.js';
import { createRegister } from './register.js';
import type { SearcherSetup } from './types.js';

/** Samples in a row that were proposed before. */
const repeatPatience = 1000;
/** Samples in a row outside the limits. */
const limitPatience = 10_000;
/** Attempts to make a new child before moving away from its parents. */
const childPatience = 20;

export interface Novelty<G = unknown> {
  /** Whether the genotype is new and admitted; if so it counts as proposed from now on. */
  take(genotype: G): boolean;
  /** The same check without counting it. */
  isNew(genotype: G): boolean;
  /** Counts it as proposed. */
  note(genotype: G): void;
  /** A random one, or undefined when nothing is left, or nothing was found for long. */
  fresh(): G | undefined;
  /** A genotype that `make` makes; if that gives nothing new, one that is some moves further away, then a random one. */
  child(make: () => G): G | undefined;
  /** Everything proposed, as text. */
  proposed(): string[];
}

type NoveltySetup = Pick<SearcherSetup, 'domain' | 'seed' | 'register'>;

/** @param rng called at every use, so that a searcher may restore its position. @param proposed what was proposed before. */
export function createNovelty(
  { domain, seed, register = createRegister((genotype) => domain.encode(genotype)) }: NoveltySetup,
  rng: () => Rng,
  proposed: Iterable<string> = [],
): Novelty {
  /** 1 for the numbers of what was proposed: others may be registered that were not. */
  const isProposed = createNumberColumn(Uint8Array);
  let count = 0;
  const countNumber = (number: number): void => {
    if (isProposed.at(number) === 1) return;
    isProposed.set(number, 1);
    count++;
  };
  const note = (genotype: unknown): void => countNumber(register.numberOf(genotype));
  for (const text of proposed) countNumber(register.texts.add(text));
  const has = (genotype: unknown): boolean => {
    const number = register.find(genotype);
    return number !== undefined && isProposed.at(number) === 1;
  };
  let rest: Iterator<unknown> | undefined;
  const isNew = (genotype: unknown): boolean => !has(genotype) && domain.admits?.(genotype) !== false;
  const take = (genotype: unknown): boolean => {
    const isTaken = isNew(genotype);
    if (isTaken) note(genotype);
    return isTaken;
  };
  const fresh = (): unknown => {
    if (count === domain.size) return undefined;
    let repeats = 0;
    let rejections = 0;
    if (rest === undefined) {
      while (repeats < repeatPatience && rejections < limitPatience) {
        const genotype = domain.sample(rng());
        if (has(genotype)) repeats++;
        else if (domain.admits?.(genotype) === false) rejections++;
        else {
          note(genotype);
          return genotype;
        }
      }
    }
    if (domain.enumerate === undefined) return undefined;
    rest ??= createRng(seed, 'rest of the domain')
      .shuffle([...domain.enumerate()])
      .values();
    for (let next = rest.next(); next.done !== true; next = rest.next()) if (take(next.value)) return next.value;
    return undefined;
  };
  return {
    take,
    isNew,
    note,
    fresh,
    child(make) {
      let genotype: unknown;
      for (let tries = 0; tries < childPatience; tries++) {
        genotype = make();
        if (take(genotype)) return genotype;
      }
      for (let steps = 0; steps < childPatience; steps++) {
        genotype = domain.mutate(genotype, rng());
        if (take(genotype)) return genotype;
      }
      return fresh();
    },
    proposed: () => [...register.texts].filter((_, number) => isProposed.at(number) === 1),
  };
}
