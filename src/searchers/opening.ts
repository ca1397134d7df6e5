/**
 * How a population begins: with random genotypes, or with a warm-up, which draws many, scores them at the lowest level of evidence
 * and takes the best, in their order (Abdelfattah et al. 2021, arXiv 2101.08134).
 */
import type { OptionSpecs } from '../core/options.js';
import type { Generation, Ground } from './generations.js';
import { bestFirst, type Member } from './members.js';

export const openingOptions = {
  warmup: {
    kind: 'integer',
    default: 0,
    min: 0,
    help: 'random genotypes scored with the cheapest evidence; the best become the first population (0: the first population is random)',
  },
} as const satisfies OptionSpecs;

/** The generation that makes the first population. Its phase is `warmup` when it must be followed by `afterWarmup`, else `enter`. */
export function openPopulation(size: number, warmup: number, { novelty, last }: Ground): Generation {
  if (warmup > 0)
    return { kind: 'draw', phase: last === 0 ? 'enter' : 'warmup', level: 0, count: Math.max(warmup, size), keep: size };
  const genotypes: unknown[] = [];
  while (genotypes.length < size) {
    const genotype = novelty.fresh();
    if (genotype === undefined) break;
    genotypes.push(genotype);
  }
  return { kind: 'genotypes', phase: 'enter', level: last, genotypes };
}

/** The best of a warm-up, now to be scored with all evidence. */
export function bestOfWarmup(results: readonly Member[], size: number, { novelty }: Ground): Member[] {
  const best = bestFirst(results).slice(0, size);
  for (const { genotype } of best) novelty.note(genotype);
  return best;
}

export function enter(genotypes: readonly unknown[], { last }: Ground): Generation {
  return { kind: 'genotypes', phase: 'enter', level: last, genotypes };
}

/** `count` new genotypes made by `make`; fewer when the domain runs out. */
export function brood(count: number, { novelty }: Ground, make: () => unknown): unknown[] {
  const children: unknown[] = [];
  while (children.length < count) {
    const child = novelty.child(make);
    if (child === undefined) break;
    children.push(child);
  }
  return children;
}
