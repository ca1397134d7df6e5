/** SWAP without its regularisation, whose constants the source does not give. */
import type { Paper } from '../types.js';
import { onThreeSets } from './figures.js';
import { correlation, ownImages } from './one-table.js';

export const swapPaper: Paper = {
  id: 'swap',
  title: 'SWAP: sample-wise activation patterns',
  paper: 'Peng et al., ICLR 2024, arXiv 2403.04161',
  experiments: [
    correlation({
      source: 'APD, Table 2',
      proxy: 'swap',
      input: 'images',
      batch: 16,
      imageStandIns: ownImages,
      figures: [...onThreeSets('kendall', [0.634, 0.649, 0.61], 0.05), ...onThreeSets('spearman', [0.81, 0.82, 0.774], 0.05)],
    }),
  ],
};
