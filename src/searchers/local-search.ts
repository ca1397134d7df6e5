/**
 * Local search with restarts: from a random genotype to the first (of a few) better neighbours, until none is better
 * (White et al. 2020, arXiv 2005.02960; first improvement as in MLFE). With several objectives each start climbs another scalarisation:
 * the weights move from the first objective to the last, so that the climbs together follow the front.
 */
import { must } from '../core/must.js';
import * as v from 'valibot';
import { chebyshev, normalize, rangesOf, type Range } from '../core/pareto/index.js';
import type { Rng } from '../core/rng.js';
import { createGenerations, type Ground } from './generations.js';
import { memberSchema, type Member } from './members.js';
import { defineSearcher } from './types.js';

const memorySchema = v.object({
  /** How many climbs were begun. */
  starts: v.number(),
  weights: v.array(v.number()),
  /** Worst and best value seen of each objective. */
  ranges: v.array(v.object({ worst: v.number(), best: v.number() })),
  here: v.nullable(memberSchema),
  /** Neighbours not tried yet, in a random order. */
  around: v.array(v.any()),
});
type Memory = v.InferOutput<typeof memorySchema>;

/** The n-th number of the sequence 0, 1, 1/2, 1/4, 3/4, 1/8 ...: ever finer, both ends first. */
function sweep(n: number): number {
  if (n < 2) return n;
  let fraction = 0;
  for (let rest = n - 1, scale = 0.5; rest > 0; rest >>= 1, scale /= 2) fraction += (rest & 1) * scale;
  return fraction;
}

/** Weights of the n-th climb, which sum to 1. */
function weightsOf(n: number, objectives: number, rng: Rng): number[] {
  if (objectives === 1) return [1];
  if (objectives === 2) return [1 - sweep(n), sweep(n)];
  const raw = Array.from({ length: objectives }, () => -Math.log(1 - rng.next()));
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((weight) => weight / sum);
}

function widen(ranges: readonly Range[], { objectives }: Member): Range[] {
  if (objectives === null) return [...ranges];
  return rangesOf([
    objectives,
    ...(ranges.length === 0 ? [] : [ranges.map(({ worst }) => worst), ranges.map(({ best }) => best)]),
  ]);
}

/** Fitness of a member on this climb: with one objective itself. */
function worthOf({ objectives }: Member, { weights, ranges }: Memory): number {
  if (objectives === null) return -Infinity;
  const [only] = objectives;
  return objectives.length === 1 && only !== undefined ? only : chebyshev(normalize(objectives, ranges), weights);
}

export const localSearch = defineSearcher({
  id: 'local-search',
  title: 'Local search: to a better neighbour until there is none, then from a new start',
  paper: 'White et al. 2020, arXiv 2005.02960',
  options: {
    batch: {
      kind: 'integer',
      default: 8,
      min: 1,
      help: 'neighbours scored before the best of them, if better, is taken; 1 takes the first better one',
    },
  },
  learns: true,
  create(setup) {
    const { batch } = setup.options;
    const arrive = (memory: Memory, member: Member, { domain, rng }: Ground): void => {
      memory.here = member;
      memory.around = rng.shuffle(domain.neighbors(member.genotype));
    };
    return createGenerations<Memory>('searcher local-search', setup, {
      memory: { starts: 0, weights: [], ranges: [], here: null, around: [] },
      schema: memorySchema,
      next(memory, { novelty, last }) {
        const genotypes: unknown[] = [];
        while (genotypes.length < batch && memory.around.length > 0) {
          const neighbor = memory.around.pop() as unknown;
          if (novelty.take(neighbor)) genotypes.push(neighbor);
        }
        if (genotypes.length > 0) return { kind: 'genotypes', phase: 'neighbors', level: last, genotypes };
        memory.here = null;
        const start = novelty.fresh();
        return start === undefined ? undefined : { kind: 'genotypes', phase: 'start', level: last, genotypes: [start] };
      },
      hear(memory, phase, results, ground) {
        for (const member of results) memory.ranges = widen(memory.ranges, member);
        if (phase === 'start') {
          memory.weights = weightsOf(memory.starts++, Math.max(1, memory.ranges.length), ground.rng);
          arrive(memory, must(results[0], 'the start'), ground);
          return;
        }
        const best = results.reduce((a, b) => (worthOf(b, memory) > worthOf(a, memory) ? b : a));
        if (memory.here === null || worthOf(best, memory) > worthOf(memory.here, memory)) arrive(memory, best, ground);
      },
      members: ({ here }) => (here === null ? [] : [here]),
    });
  },
});
