/** ZiCo: gradients of two batches. */
import type { Paper } from '../types.js';
import { onThreeSets } from './figures.js';
import { correlation, ownImages } from './one-table.js';

export const zicoPaper: Paper = {
  id: 'zico',
  title: 'ZiCo: zero-shot NAS via inverse coefficient of variation on gradients',
  paper: 'Li et al., ICLR 2023, arXiv 2301.11300',
  experiments: [
    correlation({
      source: 'Table 3',
      proxy: 'zico',
      input: 'images',
      batch: 128,
      imageStandIns: ownImages,
      figures: [...onThreeSets('kendall', [0.61, 0.61, 0.6], 0.03), ...onThreeSets('spearman', [0.8, 0.81, 0.79], 0.03)],
    }),
    correlation({
      source: 'AZ-NAS, Table 1',
      proxy: 'zico',
      input: 'images',
      batch: 64,
      imageStandIns: ownImages,
      figures: onThreeSets('kendall', [0.589, 0.59, 0.584], 0.02),
    }),
  ],
};
