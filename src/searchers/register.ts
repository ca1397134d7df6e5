/**
 * Genotypes by the numbers of their published strings. A run and its searcher share one: to write a string and find it among a million takes some
 * microseconds, so it is done once for each proposal, and its words are kept once.
 */
import { createTextSet, type TextSet } from '../core/text-set.js';

/** Every genotype that was registered, with a number, from 0 in their order. */
export interface Register {
  /** Their published strings. */
  readonly texts: TextSet;
  /** The number of a genotype, which is added if it is new. */
  numberOf(genotype: unknown): number;
  /** The number of a genotype; undefined if it was not added. */
  find(genotype: unknown): number | undefined;
  /** Lets go of the genotypes whose numbers are remembered: they are found by their strings again. */
  forget(): void;
}

/** @param encode equal only for equal genotypes. @param texts strings that have their numbers already; others are added to them. */
export function createRegister(encode: (genotype: unknown) => string, texts = createTextSet()): Register {
  const remembered = new Map<unknown, number>();
  /** The genotype that was looked for last is often added next. */
  let last: { readonly genotype: unknown; readonly text: string } | undefined;
  const textOf = (genotype: unknown): string => {
    if (last === undefined || last.genotype !== genotype) last = { genotype, text: encode(genotype) };
    return last.text;
  };
  return {
    texts,
    numberOf(genotype) {
      const known = remembered.get(genotype);
      if (known !== undefined) return known;
      const number = texts.add(textOf(genotype));
      remembered.set(genotype, number);
      return number;
    },
    find: (genotype) => remembered.get(genotype) ?? texts.find(textOf(genotype)),
    forget() {
      remembered.clear();
      last = undefined;
    },
  };
}
