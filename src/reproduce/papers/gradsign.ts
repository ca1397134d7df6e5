/** GradSign: gradients of single images. */
import type { Paper } from '../types.js';
import { onThreeSets } from './figures.js';
import { correlation, ownImages } from './one-table.js';

export const gradsignPaper: Paper = {
  id: 'gradsign',
  title: 'GradSign: model performance inference with theoretical insights',
  paper: 'Zhang & Jia, ICLR 2022, arXiv 2110.08616',
  experiments: [
    correlation({
      source: 'ZiCo, Table 3',
      proxy: 'gradsign',
      input: 'images',
      batch: 128,
      imageStandIns: ownImages,
      figures: [...onThreeSets('kendall', [0.58, 0.59, 0.59], 0.03), ...onThreeSets('spearman', [0.77, 0.79, 0.78], 0.03)],
    }),
  ],
};
