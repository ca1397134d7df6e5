/**
 * The evolution of ZenNAS (Lin et al. 2021, arXiv 2102.01063): a uniformly random member of a large population is moved twice; the
 * child joins, the worst leaves. AZ-NAS and VKDNW keep the complete history and draw parents from its best, ranked again each time (`keep=all`).
 *
 * Deviations: the first members are random genotypes, not moves away from one given structure; the space defines the moves.
 */
import * as v from 'valibot';
import { createGenerations } from './generations.js';
import { bestFirst, membersSchema } from './members.js';
import { bestOfWarmup, brood, enter, openingOptions, openPopulation } from './opening.js';
import { defineSearcher } from './types.js';

const memorySchema = v.object({ population: membersSchema, guided: membersSchema });
type Memory = v.InferOutput<typeof memorySchema>;

export const zenEvolution = defineSearcher({
  id: 'zen-evolution',
  title: "ZenNAS's evolution: any member moves twice, the worst leaves",
  paper: 'Lin et al. 2021, arXiv 2102.01063; keep=all: AZ-NAS, arXiv 2403.19232',
  options: {
    population: {
      kind: 'integer',
      default: 512,
      min: 1,
      help: 'members that live at a time; with keep=all, how many of the best may be parents',
    },
    first: { kind: 'integer', default: 10, min: 1, help: 'random genotypes to begin with (a warm-up fills the population)' },
    moves: { kind: 'integer', default: 2, min: 1, max: 1000, help: 'steps from parent to child' },
    keep: {
      kind: 'choice',
      default: 'best',
      choices: ['best', 'all'],
      help: 'forget members that leave the population, or keep and rank all',
    },
    batch: { kind: 'integer', default: 8, min: 1, help: 'children at a time; 1 is the paper' },
    ...openingOptions,
  },
  learns: true,
  create(setup) {
    const { population: size, first, moves, keep, batch, warmup } = setup.options;
    return createGenerations<Memory>('searcher zen-evolution', setup, {
      memory: { population: [], guided: [] },
      schema: memorySchema,
      next(memory, ground) {
        const { domain, rng } = ground;
        if (memory.guided.length > 0)
          return enter(
            memory.guided.map(({ genotype }) => genotype),
            ground,
          );
        if (memory.population.length === 0) return openPopulation(warmup > 0 ? size : Math.min(first, size), warmup, ground);
        const parents = keep === 'all' ? bestFirst(memory.population).slice(0, size) : memory.population;
        const child = (): unknown => {
          let genotype = rng.pick(parents).genotype;
          for (let move = 0; move < moves; move++) genotype = domain.mutate(genotype, rng);
          return genotype;
        };
        return enter(brood(batch, ground, child), ground);
      },
      hear(memory, phase, results, ground) {
        if (phase === 'warmup') {
          memory.guided = bestOfWarmup(results, size, ground);
          return;
        }
        memory.guided = [];
        const all = [...memory.population, ...results];
        memory.population = keep === 'all' || all.length <= size ? all : bestFirst(all).slice(0, size);
      },
      members: ({ population, guided }) => [...population, ...guided],
    });
  },
});
