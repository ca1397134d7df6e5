/** Params, MACs and trainable layers: what every proxy is to beat. */
import type { Paper } from '../types.js';
import { onThreeSets } from './figures.js';
import { correlation } from './one-table.js';

export const countsPaper: Paper = {
  id: 'counts',
  title: 'Size: the baselines every proxy is to beat',
  paper: 'ZiCo, arXiv 2301.11300; VKDNW',
  experiments: [
    correlation({
      source: 'ZiCo, Table 3',
      proxy: 'params',
      input: 'none',
      figures: [...onThreeSets('kendall', [0.57, 0.55, 0.52], 0.015), ...onThreeSets('spearman', [0.75, 0.73, 0.69], 0.01)],
    }),
    correlation({
      source: 'ZiCo, Table 3',
      proxy: 'macs',
      input: 'none',
      figures: [...onThreeSets('kendall', [0.54, 0.51, 0.49], 0.05), ...onThreeSets('spearman', [0.73, 0.71, 0.67], 0.03)],
    }),
    correlation({
      source: 'VKDNW, Table 1, trainable layers',
      proxy: 'convs',
      input: 'none',
      population: 'live',
      figures: [...onThreeSets('kendall', [0.626, 0.646, 0.623], 0.01), ...onThreeSets('spearman', [0.767, 0.787, 0.764], 0.01)],
    }),
  ],
};
