/** NEAR's own table. */
import type { Paper } from '../types.js';
import { onThreeSets } from './figures.js';
import { correlation, ownImages } from './one-table.js';

export const nearPaper: Paper = {
  id: 'near',
  title: 'NEAR: network expressivity by activation rank',
  paper: 'Husistein et al., 2024, arXiv 2408.08776',
  experiments: [
    correlation({
      source: 'table',
      proxy: 'near',
      input: 'images',
      imageStandIns: ownImages,
      figures: [...onThreeSets('kendall', [0.7, 0.69, 0.66], 0.05), ...onThreeSets('spearman', [0.88, 0.87, 0.84], 0.05)],
    }),
  ],
};
