/**
 * How a population begins: random genotypes, or a warm-up, which draws many, looks at them at the lowest level of evidence
 * and lets the best in, in their order (Abdelfattah et al. 2021, arXiv 2101.08134).
 */
import type { OptionSpecs } from '../core/options.js';
import type { Generation, Ground } from './generations.js';
import { bestFirst, type PlannedProxy } from './members.js';

export const openingOptions = {
  warmup: {
    kind: 'integer',
    default: 0,
    min: 0,
    help: 'random genotypes looked at with the cheapest evidence; the best make the first population (0: the first are random)',
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

/** The best of a warm-up, now to be looked at with all evidence. */
export function bestOfWarmup(results: readonly PlannedProxy[], size: number, { novelty }: Ground): PlannedProxy[] {
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
