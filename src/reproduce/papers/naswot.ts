/** NASWOT, by the correlations AZ-NAS and ZiCo print for it, and its own protocol of 500 searches. */
import type { Paper } from '../types.js';
import { onThreeSets } from './figures.js';

const ownImages = ['CIFAR-10 images for those of CIFAR-100 and ImageNet16-120'];

export const naswotPaper: Paper = {
  id: 'naswot',
  title: 'Neural architecture search without training',
  paper: 'Mellor et al., ICML 2021, arXiv 2006.04647',
  outOfReach: [
    'NDS spaces: their accuracies are not at hand',
    'the accuracies its own table prints for 100 x 500 were not available: ours stand alone',
  ],
  experiments: [
    {
      kind: 'correlation',
      source: 'ZiCo, Table 3',
      table: 'nas-bench-201',
      proxies: ['naswot'],
      input: 'images',
      batch: 128,
      population: 'all',
      undefinedPolicy: 'last',
      imageStandIns: ownImages,
      figures: [...onThreeSets('kendall', [0.58, 0.62, 0.6], 0.05), ...onThreeSets('spearman', [0.77, 0.8, 0.78], 0.05)],
    },
    {
      kind: 'selection',
      source: 'random search, 100 drawn',
      table: 'nas-bench-201',
      proxies: ['naswot'],
      input: 'images',
      batch: 128,
      draws: 100,
      runs: 500,
      distinct: true,
      imageStandIns: ownImages,
      figures: [...onThreeSets('mean', [null, null, null], 0), ...onThreeSets('deviation', [null, null, null], 0)],
    },
  ],
};
