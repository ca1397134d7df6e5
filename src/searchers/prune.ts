/**
 * Pruning of a supernet (TE-NAS, Chen et al. 2021, arXiv 2102.11535): the search starts with all choices at once and deletes every choice in
 * turn; in every place the choice goes whose absence has the best fitness; until one choice a place is left.
 *
 * TE-NAS ranks the changes of two proxies and adds the ranks; here the combination of the proxies is the fitness.
 */
import { must } from '../core/must.js';
import * as v from 'valibot';
import { usageError } from '../core/errors.js';
import { createGenerations } from './generations.js';
import { bestFirst, memberSchema } from './members.js';
import { defineSearcher } from './types.js';

const memorySchema = v.object({ supernet: v.any(), finished: v.nullable(memberSchema) });

export const prune = defineSearcher({
  id: 'prune',
  title: 'Pruning of a supernet: in every place at once, the choice that is missed least goes',
  paper: 'TE-NAS: Chen et al. 2021, arXiv 2102.11535',
  note: 'only in spaces with a supernet, such as nas-bench-201-supernet; ignores the budget: the space decides how many are scored',
  options: {},
  learns: true,
  create(setup) {
    const { domain } = setup;
    const { supernet, prunings } = domain;
    if (supernet === undefined || prunings === undefined)
      throw usageError('searcher prune', {
        expected: 'a space with a supernet',
        got: domain.id,
        hint: 'such as nas-bench-201-supernet',
        code: 'unsupported',
      });
    if (domain.admits !== undefined)
      throw usageError('searcher prune', {
        expected: 'no limits',
        got: 'limits',
        hint: 'the supernet is larger than what it is pruned to',
        code: 'unsupported',
      });
    return createGenerations<v.InferOutput<typeof memorySchema>>(
      'searcher prune',
      { ...setup, budget: Infinity },
      {
        memory: { supernet: supernet.call(domain), finished: null },
        schema: memorySchema,
        next(memory, { last, novelty }) {
          const options = prunings.call(domain, memory.supernet);
          if (options.length > 0)
            return { kind: 'genotypes', phase: 'prune', level: last, genotypes: options.map(({ genotype }) => genotype) };
          if (memory.finished !== null || !novelty.take(memory.supernet)) return undefined;
          return { kind: 'genotypes', phase: 'finish', level: last, genotypes: [memory.supernet] };
        },
        hear(memory, phase, results) {
          if (phase === 'finish') {
            memory.finished = results[0] ?? null;
            return;
          }
          const options = prunings.call(domain, memory.supernet);
          const places = new Map<number, number[]>();
          options.forEach(({ place }, i) => places.set(place, [...(places.get(place) ?? []), i]));
          let left: unknown = memory.supernet;
          for (const [place, indices] of places) {
            const best = must(bestFirst(indices.map((i) => ({ ...must(results[i], 'its score'), i })))[0], 'a pruning');
            // Prunings of one place keep their order no matter what went elsewhere.
            const nth = indices.indexOf(best.i);
            const ofPlace = prunings.call(domain, left).filter((option) => option.place === place);
            left = must(ofPlace[nth], 'the same pruning').genotype;
          }
          memory.supernet = left;
          // When the last choice goes, the architecture that is left was already scored.
          if (prunings.call(domain, left).length === 0)
            memory.finished = results.find(({ genotype }) => domain.encode(genotype) === domain.encode(left)) ?? null;
        },
        members: ({ finished }) => (finished === null ? [] : [finished]),
      },
    );
  },
});
