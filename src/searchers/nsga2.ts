import { must } from '../core/must.js';
import { brood, openingOptions } from './opening.js';
import { createBreeder, mate, matingOptions, requireCrossover } from './genetic.js';
import { bestFirst, type Member } from './members.js';
import { defineSearcher } from './types.js';

/** NSGA-II (Deb et al. 2002): parents and children together are sorted into fronts; of the last front that fits in part, the crowded members go. */
export const nsga2 = defineSearcher({
  id: 'nsga2',
  title: 'NSGA-II: many objectives by fronts and crowding',
  paper: 'Deb et al. 2002; on proxies: ENAS-TFI (Cavagnero et al. 2023), E-TF-MOENAS (Luong et al. 2024)',
  options: {
    population: { kind: 'integer', default: 20, min: 2, help: 'members that live at a time' },
    ...matingOptions,
    ...openingOptions,
  },
  learns: true,
  create(setup) {
    const { population: size, warmup, crossover, mutation } = setup.options;
    const cross = requireCrossover('searcher nsga2', setup.domain);
    return createBreeder('searcher nsga2', setup, {
      size,
      warmup,
      breed(population, ground) {
        // The population is sorted, so of two members the earlier wins.
        const select = (): unknown =>
          must(population[Math.min(ground.rng.int(population.length), ground.rng.int(population.length))], 'a member').genotype;
        return brood(size, ground, () => mate(select, cross, { crossover, mutation }, ground));
      },
      survive: (population: readonly Member[], children: readonly Member[]) =>
        bestFirst([...population, ...children]).slice(0, size),
    });
  },
});
