/**
 * Successive halving over evidence: the cheapest evidence scores very many random genotypes, each more expensive one the best of those
 * before. MF-NAS does the same with proxies and epochs (2,000 by proxy, 32 to train, halved); TNASSE and SED select from large draws.
 */
import { formatCount } from '../core/format-number.js';
import * as v from 'valibot';
import { createGenerations } from './generations.js';
import { bestFirst, membersSchema } from './members.js';
import { defineSearcher } from './types.js';

const memorySchema = v.object({ survivors: membersSchema, stage: v.number() });

/** Genotypes to draw when no budget is given: `built` where even the cheapest evidence needs the built network, which takes some seconds. */
export const defaultDraws = { counted: 100_000, built: 2_000 } as const;

/** How many the cheapest evidence keeps. */
export const defaultKept = 256;

export const shortlist = defineSearcher({
  id: 'shortlist',
  title: 'Staged shortlist: cheap evidence on many, expensive evidence on the best of them',
  note: `the budget is how many are drawn (${formatCount(defaultDraws.counted)} unless given, ${formatCount(defaultDraws.built)} where every proxy needs the built network; in a limited time, as many as it allows)`,
  options: {
    keep: { kind: 'integer', default: defaultKept, min: 1, help: 'how many the cheapest evidence keeps' },
    eta: { kind: 'number', default: 4, min: 1, help: 'each further level of evidence keeps one in this many' },
  },
  learns: true,
  isDivisible: true,
  keepsShortlist: true,
  create({ budget = defaultDraws.counted, ...setup }) {
    const { keep, eta } = setup.options;
    const room = (stage: number): number => Math.max(1, Math.floor(keep / eta ** stage));
    return createGenerations<v.InferOutput<typeof memorySchema>>(
      'searcher shortlist',
      { ...setup, budget: Infinity },
      {
        memory: { survivors: [], stage: 0 },
        schema: memorySchema,
        next({ survivors, stage }, { last }) {
          if (stage > last) return undefined;
          if (stage === 0) return { kind: 'draw', phase: 'draw', level: 0, count: budget, keep: Math.min(keep, budget) };
          return { kind: 'genotypes', phase: 'stage', level: stage, genotypes: survivors.map(({ genotype }) => genotype) };
        },
        hear(memory, _phase, results) {
          memory.survivors = bestFirst(results).slice(0, room(memory.stage));
          memory.stage++;
        },
        members: ({ survivors }) => survivors,
      },
    );
  },
});
