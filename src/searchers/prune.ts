/**
 * Pruning from the whole (TE-NAS, Chen et al. 2021, arXiv 2102.11535): beginning with all choices at once, every choice is deleted in turn;
 * in every place the one goes whose absence is worth most; until one choice a place is left.
 *
 * TE-NAS ranks the changes of two proxies and adds the ranks; here the worth says how proxies are combined.
 */
import * as v from 'valibot';
import { usageError } from '../core/errors.js';
import { createGenerations } from './generations.js';
import { bestFirst, memberSchema } from './members.js';
import { defineSearcher } from './types.js';

const memorySchema = v.object({ whole: v.any(), finished: v.nullable(memberSchema) });

export const prune = defineSearcher({
  id: 'prune',
  title: 'Pruning from the whole: the choice that is missed least goes, in every place at once',
  paper: 'TE-NAS: Chen et al. 2021, arXiv 2102.11535',
  note: 'only in spaces of wholes, such as nas-bench-201-whole; the budget does not matter, what must be looked at follows from the space',
  options: {},
  learns: true,
  create(setup) {
    const { domain } = setup;
    const { whole, prunings } = domain;
    if (whole === undefined || prunings === undefined)
      throw usageError('searcher prune', {
        expected: 'a space of wholes',
        got: domain.id,
        hint: 'such as nas-bench-201-whole',
        code: 'unsupported',
      });
    if (domain.admits !== undefined)
      throw usageError('searcher prune', {
        expected: 'no limits',
        got: 'limits',
        hint: 'the whole is larger than what it is pruned to',
      });
    return createGenerations<v.InferOutput<typeof memorySchema>>(
      'searcher prune',
      { ...setup, budget: Infinity },
      {
        memory: { whole: whole.call(domain), finished: null },
        schema: memorySchema,
        next(memory, { last, novelty }) {
          const options = prunings.call(domain, memory.whole);
          if (options.length > 0)
            return { kind: 'genotypes', phase: 'prune', level: last, genotypes: options.map(({ genotype }) => genotype) };
          if (memory.finished !== null || !novelty.take(memory.whole)) return undefined;
          return { kind: 'genotypes', phase: 'finish', level: last, genotypes: [memory.whole] };
        },
        hear(memory, phase, results) {
          if (phase === 'finish') {
            [memory.finished] = results;
            return;
          }
          const options = prunings.call(domain, memory.whole);
          const places = new Map<number, number[]>();
          options.forEach(({ place }, i) => places.set(place, [...(places.get(place) ?? []), i]));
          let left: unknown = memory.whole;
          for (const [place, own] of places) {
            const [best] = bestFirst(own.map((i) => ({ ...results[i], i })));
            // Prunings of one place keep their order whatever went elsewhere.
            const nth = own.indexOf(best.i);
            left = prunings.call(domain, left).filter((option) => option.place === place)[nth].genotype;
          }
          memory.whole = left;
          // The last of all choices to go leaves an architecture that was looked at already.
          if (prunings.call(domain, left).length === 0)
            memory.finished = results.find(({ genotype }) => domain.encode(genotype) === domain.encode(left)) ?? null;
        },
        members: ({ finished }) => (finished === null ? [] : [finished]),
      },
    );
  },
});
