/** Zen: two sources, two populations. */
import type { Paper } from '../types.js';
import { onThreeSets } from './figures.js';
import { correlation } from './one-table.js';

export const zenPaper: Paper = {
  id: 'zen',
  title: 'Zen-NAS',
  paper: 'Lin et al., ICCV 2021, arXiv 2102.01063',
  experiments: [
    correlation({
      source: 'AZ-NAS, Table 1',
      proxy: 'zen',
      input: 'noise',
      figures: onThreeSets('kendall', [0.296, 0.283, 0.303], 0.05),
    }),
    correlation({
      source: 'VKDNW, Table 1',
      proxy: 'zen',
      input: 'noise',
      population: 'live',
      figures: [...onThreeSets('kendall', [0.102, 0.079, 0.091], 0.05), ...onThreeSets('spearman', [0.103, 0.072, 0.109], 0.05)],
    }),
  ],
};
