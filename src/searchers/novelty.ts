/**
 * Genotypes that were not proposed before and meet the limits. Random samples first; when they give nothing new for a long time and the
 * domain can be listed, the rest of it, shuffled, so that a search with a budget beyond its space proposes every genotype once.
 */
import { createTextSet } from '../core/text-set.js';
import { createRng, type Rng } from '../core/rng.js';
import type { SearchDomain } from './types.js';

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

/** @param rng called at every use, so that a searcher may restore its position. @param proposed what was proposed before. */
export function createNovelty(domain: SearchDomain, seed: number, rng: () => Rng, proposed: Iterable<string> = []): Novelty {
  const seen = createTextSet();
  for (const text of proposed) seen.add(text);
  const has = (text: string): boolean => seen.find(text) !== undefined;
  let rest: Iterator<unknown> | undefined;
  const isNewText = (genotype: unknown, text: string): boolean => !has(text) && domain.admits?.(genotype) !== false;
  const take = (genotype: unknown): boolean => {
    const text = domain.encode(genotype);
    const isNew = isNewText(genotype, text);
    if (isNew) seen.add(text);
    return isNew;
  };
  const fresh = (): unknown => {
    if (seen.length === domain.size) return undefined;
    let repeats = 0;
    let rejections = 0;
    if (rest === undefined) {
      while (repeats < repeatPatience && rejections < limitPatience) {
        const genotype = domain.sample(rng());
        const text = domain.encode(genotype);
        if (has(text)) repeats++;
        else if (domain.admits?.(genotype) === false) rejections++;
        else {
          seen.add(text);
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
    isNew: (genotype) => isNewText(genotype, domain.encode(genotype)),
    note: (genotype) => void seen.add(domain.encode(genotype)),
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
    proposed: () => [...seen],
  };
}
