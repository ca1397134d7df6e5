/** EPE-NAS: its paper prints accuracies of what it chose among N cells. */
import type { Paper } from '../types.js';
import { onThreeSets, type ThreeFigures } from './figures.js';
import { ownImages } from './one-table.js';

const selection = (draws: number, mean: ThreeFigures) =>
  ({
    kind: 'selection',
    source: `repository, N = ${draws}`,
    table: 'nas-bench-201',
    proxies: ['epe:classes=10'],
    input: 'images',
    batch: 256,
    draws,
    runs: 100,
    distinct: true,
    imageStandIns: ownImages,
    figures: onThreeSets('mean', mean, 1),
  }) as const;

export const epePaper: Paper = {
  id: 'epe',
  title: 'EPE-NAS: efficient performance estimation without training',
  paper: 'Lopes et al. 2021, arXiv 2102.08099',
  experiments: [selection(10, [92.63, 70.1, 41.92]), selection(100, [91.59, 67.19, 38.8])],
};
