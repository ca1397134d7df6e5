/** Synflow without gradients: the logarithm, norms left out. */
import type { Paper } from '../types.js';
import { onThreeSets } from './figures.js';
import { correlation } from './one-table.js';

export const synflowPaper: Paper = {
  id: 'synflow',
  title: 'Zero-cost proxies for lightweight NAS',
  paper: 'Abdelfattah et al., ICLR 2021, arXiv 2101.08134',
  experiments: [
    correlation({
      source: 'VKDNW, Table 1',
      proxy: 'logsynflow',
      input: 'none',
      population: 'live',
      figures: [...onThreeSets('kendall', [0.561, 0.553, 0.531], 0.03), ...onThreeSets('spearman', [0.758, 0.75, 0.719], 0.03)],
    }),
    correlation({
      source: 'ZiCo, Table 3',
      proxy: 'logsynflow',
      input: 'none',
      figures: [...onThreeSets('kendall', [0.54, 0.57, 0.56], 0.05), ...onThreeSets('spearman', [0.73, 0.76, 0.75], 0.05)],
    }),
  ],
};
