/** AZ-NAS: four criteria and their aggregate. */
import type { Paper } from '../types.js';
import { onThreeSets } from './figures.js';

const score = {
  table: 'nas-bench-201',
  proxies: ['az-expressivity', 'az-progressivity', 'az-trainability', 'macs'],
  combine: 'log-rank:az-expressivity=1:az-progressivity=1:az-trainability=1:macs=1',
  input: 'noise',
  batch: 64,
} as const;

export const azNasPaper: Paper = {
  id: 'aznas',
  title: 'AZ-NAS: assembling zero-cost proxies',
  paper: 'Lee & Ham, CVPR 2024, arXiv 2403.19232',
  experiments: [
    {
      kind: 'correlation',
      source: 'Table 1',
      ...score,
      population: 'all',
      undefinedPolicy: 'last',
      figures: [...onThreeSets('kendall', [0.741, 0.723, 0.71], 0.03), ...onThreeSets('spearman', [0.913, 0.9, 0.886], 0.03)],
    },
    {
      kind: 'selection',
      source: 'search among 3,000',
      ...score,
      draws: 3000,
      runs: 100,
      distinct: true,
      figures: [...onThreeSets('mean', [93.53, 70.75, 45.43], 0.5), ...onThreeSets('deviation', [null, null, null], 0)],
    },
  ],
};
