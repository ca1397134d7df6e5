/** ePADS: of its tables only the abstract's figures are known; the search is the released program's default protocol. */
import type { Paper } from '../types.js';
import { onThreeSets } from './figures.js';

export const epadsPaper: Paper = {
  id: 'epads',
  title: 'Efficient perturbation-aware distinguishing score',
  paper: 'Huang et al., ePADS (code HuangJunh/ePADS)',
  outOfReach: ['NDS-ENAS, tau .485: its accuracies are not at hand', 'DARTS on CIFAR-10, error 2.64 %: needs training'],
  experiments: [
    {
      kind: 'correlation',
      source: 'abstract',
      table: 'nas-bench-201',
      proxies: ['epads'],
      input: 'images',
      batch: 128,
      population: 'all',
      undefinedPolicy: 'last',
      imageStandIns: ['CIFAR-10 images for those of ImageNet16-120'],
      figures: [...onThreeSets('kendall', [null, null, 0.62], 0.05), ...onThreeSets('spearman', [null, null, null], 0)],
    },
    {
      kind: 'selection',
      source: 'random search, 1,000 distinct',
      table: 'nas-bench-201',
      proxies: ['epads'],
      input: 'images',
      batch: 128,
      draws: 1000,
      runs: 500,
      distinct: true,
      standIns: ['one batch and noise for all runs; the author draws new ones for each'],
      figures: [...onThreeSets('mean', [null, null, null], 0), ...onThreeSets('deviation', [null, null, null], 0)],
    },
  ],
};
