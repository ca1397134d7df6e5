/** The gradient proxies of zero-cost-nas, as ZiCo's table prints them. */
import type { Paper } from '../types.js';
import { onThreeSets, type ThreeFigures } from './figures.js';
import { correlation, ownImages } from './one-table.js';

/** Kendall, then Spearman, on the three data sets. */
const published: { readonly [proxy: string]: readonly [ThreeFigures, ThreeFigures] } = {
  'grad-norm': [
    [0.46, 0.47, 0.43],
    [0.63, 0.63, 0.58],
  ],
  snip: [
    [0.46, 0.46, 0.43],
    [0.63, 0.63, 0.58],
  ],
  grasp: [
    [0.37, 0.36, 0.4],
    [0.54, 0.51, 0.56],
  ],
  fisher: [
    [0.4, 0.41, 0.37],
    [0.55, 0.55, 0.5],
  ],
};

/** Those that read the same gradients; GRASP takes second derivatives, some twice the time of these. */
const oneRun = ['grad-norm', 'snip', 'fisher'];

export const zeroCostPaper: Paper = {
  id: 'zerocost',
  title: 'Zero-cost proxies for lightweight NAS: those with gradients',
  paper: 'Abdelfattah et al., ICLR 2021, arXiv 2101.08134',
  experiments: Object.entries(published).map(([proxy, [kendall, spearman]]) =>
    correlation({
      source: 'ZiCo, Table 3',
      proxy,
      ...(oneRun.includes(proxy) ? { together: oneRun } : {}),
      input: 'images',
      batch: 64,
      imageStandIns: ownImages,
      figures: [...onThreeSets('kendall', kendall, 0.05), ...onThreeSets('spearman', spearman, 0.05)],
    }),
  ),
};
