/**
 * Regularised (ageing) evolution: the winner of a tournament has a child, the oldest dies (Real et al. 2019, arXiv 1802.01548).
 * Zero-cost guidance by the cheapest evidence, as in Abdelfattah et al. 2021 (arXiv 2101.08134) and epsilon's search study
 * (Gracheva 2021): a warm-up fills the first population; a move lets the child be the best of its parent's neighbours;
 * the parent may be chosen by its cheap score instead of its fitness.
 *
 * Deviations: a genotype is never proposed twice (a child seen before is replaced by a new one); with several objectives a tournament is won
 * by a member that none of the others dominates.
 */
import { must } from '../core/must.js';
import * as v from 'valibot';
import { createGenerations, type Generation, type Ground } from './generations.js';
import { bestFirst, memberSchema, membersSchema, tournament, type Member } from './members.js';
import { bestOfWarmup, brood, enter, openingOptions, openPopulation } from './opening.js';
import { defineSearcher } from './types.js';

const memorySchema = v.object({
  /** Oldest first. */
  population: v.array(v.object({ member: memberSchema, guide: v.nullable(memberSchema) })),
  /** Scored with the cheapest evidence, to be scored next with all evidence. */
  guided: membersSchema,
});
type Memory = v.InferOutput<typeof memorySchema>;

export const evolution = defineSearcher({
  id: 'evolution',
  title: 'Regularised evolution: tournament, one move, the oldest dies; warm-up and guided moves by cheap evidence',
  paper: 'Real et al. 2019, arXiv 1802.01548; warm-up and move: Abdelfattah et al. 2021, arXiv 2101.08134',
  options: {
    population: { kind: 'integer', default: 64, min: 1, help: 'members that live at a time' },
    tournament: { kind: 'integer', default: 10, min: 1, help: 'members that compete to be a parent' },
    ...openingOptions,
    move: {
      kind: 'choice',
      default: 'mutate',
      choices: ['mutate', 'neighbor'],
      help: 'the child is a random neighbour, or, with probability chance, the neighbour of the best cheap score',
    },
    chance: { kind: 'number', default: 0.75, min: 0, max: 1, help: 'probability for move=neighbor' },
    parent: {
      kind: 'choice',
      default: 'worth',
      choices: ['worth', 'guide'],
      help: 'tournaments compare the fitness, or the cheap score',
    },
    batch: { kind: 'integer', default: 8, min: 1, help: 'children before the next tournament; 1 is the paper' },
  },
  learns: true,
  create(setup) {
    const { population: size, tournament: competitors, warmup, move, chance, parent, batch } = setup.options;

    const choose = ({ population }: Memory, { rng }: Ground): unknown => {
      const members =
        parent === 'worth' ? population.map(({ member }) => member) : population.map(({ member, guide }) => guide ?? member);
      return tournament(members, competitors, rng).genotype;
    };
    /** Everything that is scored with the cheapest evidence before one or all of it may enter. */
    const guide = (genotypes: readonly unknown[], phase: string): Generation => ({
      kind: 'genotypes',
      phase,
      level: 0,
      genotypes,
    });

    return createGenerations<Memory>('searcher evolution', setup, {
      memory: { population: [], guided: [] },
      schema: memorySchema,
      next(memory, ground) {
        const { domain, novelty, rng, last } = ground;
        if (memory.guided.length > 0)
          return enter(
            memory.guided.map(({ genotype }) => genotype),
            ground,
          );
        const mayNeedGuides = parent === 'guide' && last > 0;
        if (memory.population.length === 0) {
          const opening = openPopulation(size, warmup, ground);
          return opening.kind === 'genotypes' && mayNeedGuides ? guide(opening.genotypes, 'guides') : opening;
        }
        if (move === 'neighbor' && rng.next() < chance) {
          // With one level of evidence this is the only score: those that are not chosen are not scored again.
          const neighbors = domain
            .neighbors(choose(memory, ground))
            .filter((genotype) => (last === 0 ? novelty.take(genotype) : novelty.isNew(genotype)));
          if (neighbors.length > 0) return guide(neighbors, 'neighbors');
        }
        const children = brood(move === 'neighbor' ? 1 : batch, ground, () => domain.mutate(choose(memory, ground), rng));
        return mayNeedGuides ? guide(children, 'guides') : enter(children, ground);
      },
      hear(memory, phase, results, ground) {
        switch (phase) {
          case 'warmup':
            memory.guided = bestOfWarmup(results, size, ground);
            return;
          case 'guides':
            memory.guided = [...results];
            return;
          case 'neighbors': {
            const best = must(bestFirst(results)[0], 'a neighbour');
            ground.novelty.note(best.genotype);
            if (ground.last > 0) memory.guided = [best];
            else admit(memory, [{ member: best, guide: null }]);
            return;
          }
          default: {
            const guides = memory.guided;
            memory.guided = [];
            const entrants = guides.length === 0 && memory.population.length === 0 ? bestFirst(results).slice(0, size) : results;
            admit(
              memory,
              entrants.map((member, i) => ({ member, guide: guides[i] ?? null })),
            );
          }
        }
      },
      members: ({ population, guided }) => [
        ...population.flatMap(({ member, guide: own }): Member[] => (own === null ? [member] : [member, own])),
        ...guided,
      ],
    });

    function admit(memory: Memory, entrants: Memory['population']): void {
      memory.population = [...memory.population, ...entrants].slice(-size);
    }
  },
});
