/** VKDNW on cells without dead branches, alone and in its aggregate. */
import type { Paper } from '../types.js';
import { onThreeSets } from './figures.js';
import { correlation } from './one-table.js';

const aggregate = ['vkdnw:count=none', 'az-expressivity', 'az-progressivity', 'az-trainability', 'macs'];
/** Both experiments read one run: a Fisher matrix takes seconds. */
const proxies = ['vkdnw', ...aggregate];

export const vkdnwPaper: Paper = {
  id: 'vkdnw',
  title: 'Training-free NAS through variance of knowledge of deep network weights',
  paper: 'Tybl & Neumann, CVPR 2025, arXiv 2502.04975',
  experiments: [
    correlation({
      source: 'Table 1, single',
      proxy: 'vkdnw',
      together: proxies,
      input: 'images',
      batch: 64,
      population: 'live',
      figures: [...onThreeSets('kendall', [0.618, 0.634, 0.622], 0.03), ...onThreeSets('spearman', [0.815, 0.829, 0.814], 0.03)],
    }),
    {
      kind: 'correlation',
      source: 'Table 1, aggregate',
      table: 'nas-bench-201',
      proxies,
      combine: 'log-rank',
      combined: aggregate,
      input: 'images',
      batch: 64,
      population: 'live',
      undefinedPolicy: 'last',
      figures: [...onThreeSets('kendall', [0.75, 0.753, 0.743], 0.03), ...onThreeSets('spearman', [0.919, 0.919, 0.906], 0.03)],
    },
  ],
};
