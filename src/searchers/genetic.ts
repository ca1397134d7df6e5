/**
 * A generational genetic algorithm: parents by tournament, crossover, mutation; the best few of a generation survive.
 * Needs a space with a crossover. With several objectives the best are those of the first fronts.
 */
import * as v from 'valibot';
import { usageError } from '../core/errors.js';
import { createGenerations, type Ground } from './generations.js';
import { bestFirst, membersSchema, tournament, type Member } from './members.js';
import { bestOfWarmup, brood, enter, openingOptions, openPopulation } from './opening.js';
import { defineSearcher, type SearchDomain } from './types.js';

export const matingOptions = {
  crossover: { kind: 'number', default: 0.9, min: 0, max: 1, help: 'probability that a child has two parents' },
  mutation: {
    kind: 'number',
    default: 0.5,
    min: 0,
    max: 1,
    help: 'probability that a child of two parents is also mutated',
  },
} as const;

const memorySchema = v.object({ population: membersSchema, guided: membersSchema });
type Memory = v.InferOutput<typeof memorySchema>;

/** @throws a usage error for a domain without crossover. */
export function requireCrossover(where: string, domain: SearchDomain): NonNullable<SearchDomain['crossover']> {
  const { crossover } = domain;
  if (crossover === undefined)
    throw usageError(where, {
      expected: 'a space with a crossover',
      got: domain.id,
      hint: 'use the `searcher` evolution',
      code: 'unsupported',
    });
  return crossover.bind(domain);
}

/** A child of two parents, or of one. */
export function mate(
  select: () => unknown,
  cross: NonNullable<SearchDomain['crossover']>,
  odds: { readonly crossover: number; readonly mutation: number },
  { domain, rng }: Ground,
): unknown {
  if (rng.next() >= odds.crossover) return domain.mutate(select(), rng);
  const child = cross(select(), select(), rng);
  return rng.next() < odds.mutation ? domain.mutate(child, rng) : child;
}

/** The differences between the generational searchers. */
interface Breeding {
  readonly size: number;
  readonly warmup: number;
  /** New genotypes of one generation. */
  breed(population: readonly Member[], ground: Ground): unknown[];
  survive(population: readonly Member[], children: readonly Member[], size: number): Member[];
}

export function createBreeder(
  where: string,
  setup: Parameters<typeof createGenerations>[1],
  { size, warmup, breed, survive }: Breeding,
): ReturnType<typeof createGenerations> {
  return createGenerations<Memory>(where, setup, {
    memory: { population: [], guided: [] },
    schema: memorySchema,
    next(memory, ground) {
      if (memory.guided.length > 0)
        return enter(
          memory.guided.map(({ genotype }) => genotype),
          ground,
        );
      if (memory.population.length === 0) return openPopulation(size, warmup, ground);
      return enter(breed(memory.population, ground), ground);
    },
    hear(memory, phase, results, ground) {
      if (phase === 'warmup') {
        memory.guided = bestOfWarmup(results, size, ground);
        return;
      }
      memory.guided = [];
      memory.population =
        memory.population.length === 0 ? bestFirst(results).slice(0, size) : survive(memory.population, results, size);
    },
    members: ({ population, guided }) => [...population, ...guided],
  });
}

export const genetic = defineSearcher({
  id: 'genetic',
  title: 'Genetic algorithm: tournaments, crossover, mutation, an elite that survives',
  options: {
    population: { kind: 'integer', default: 64, min: 2, help: 'members that live at a time' },
    tournament: { kind: 'integer', default: 2, min: 1, help: 'members that compete to be a parent' },
    elite: { kind: 'integer', default: 4, min: 0, help: 'how many of the best survive; must be below population' },
    ...matingOptions,
    ...openingOptions,
  },
  learns: true,
  create(setup) {
    const { population: size, tournament: competitors, elite, warmup, crossover, mutation } = setup.options;
    if (elite >= size)
      throw usageError('searcher genetic', {
        expected: 'elite to be below population',
        got: `${elite} of ${size}`,
        code: 'out-of-range',
      });
    const cross = requireCrossover('searcher genetic', setup.domain);
    return createBreeder('searcher genetic', setup, {
      size,
      warmup,
      breed: (population, ground) =>
        brood(size - elite, ground, () =>
          mate(() => tournament(population, competitors, ground.rng).genotype, cross, { crossover, mutation }, ground),
        ),
      survive: (population, children) => [...bestFirst(population).slice(0, elite), ...children],
    });
  },
});
