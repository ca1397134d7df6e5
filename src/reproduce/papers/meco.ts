/** MeCo's own table. */
import type { Paper } from '../types.js';
import { onThreeSets } from './figures.js';
import { correlation } from './one-table.js';

export const mecoPaper: Paper = {
  id: 'meco',
  title: 'MeCo: minimum eigenvalue of correlation',
  paper: 'Jiang et al., NeurIPS 2023',
  experiments: [
    correlation({
      source: 'Table 1',
      proxy: 'meco',
      input: 'noise',
      figures: onThreeSets('spearman', [0.894, 0.883, 0.845], 0.05),
    }),
  ],
};
