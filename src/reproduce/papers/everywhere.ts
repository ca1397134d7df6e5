/**
 * No paper: the judgement that ranks every space by default (nothing is run), and what aggregates and single proxies published on the same
 * benchmarks. They were measured by their authors on other samples, some with gradients, and by others where the paper has no figure.
 */
import { judgementOf } from '../../spaces/judgement.js';
import type { CorrelationExperiment, CorrelationMetric, Paper, PublishedFigure } from '../types.js';

type Beside = NonNullable<PublishedFigure['beside']>;

function figure(target: string, metric: CorrelationMetric, beside: { readonly [by: string]: number }): PublishedFigure {
  const others: Beside = Object.entries(beside).map(([by, value]) => ({ by, value }));
  return { target, metric, published: null, tolerance: 0, beside: others };
}

function onTable(
  table: string,
  figures: readonly PublishedFigure[],
  more: Partial<CorrelationExperiment> & { readonly wiring?: 'fixed' } = {},
): CorrelationExperiment {
  const { wiring, ...rest } = more;
  const { proxies, combine } = judgementOf('graph', wiring === undefined ? {} : { wiring });
  return {
    kind: 'correlation',
    source: `the default judgement on ${table}`,
    table,
    proxies,
    ...(proxies.length > 1 ? { combine } : {}),
    input: 'none',
    population: 'all',
    undefinedPolicy: 'last',
    figures,
    ...rest,
  };
}

/** Cells and networks of a large table that are drawn. */
const most = 5000;

export const everywherePaper: Paper = {
  id: 'everywhere',
  basis: 'asked',
  title: 'The default judgement on every space, beside published protocols',
  paper: 'AZ-NAS 2403.19232, L-SWAG with LIBRA, ZiCo 2301.11300, MeCo, SWAP, NEAR',
  experiments: [
    onTable(
      'nas-bench-201',
      [
        figure('c10-test', 'spearman', { 'AZ-NAS': 0.913, LIBRA: 0.89, ZiCo: 0.8, MeCo: 0.894, SWAP: 0.9, NEAR: 0.88 }),
        figure('c100-test', 'spearman', {
          'AZ-NAS': 0.9,
          LIBRA: 0.9,
          ZiCo: 0.81,
          MeCo: 0.883,
          "SWAP (APD's run)": 0.82,
          NEAR: 0.87,
        }),
        figure('in16-test', 'spearman', {
          'AZ-NAS': 0.886,
          LIBRA: 0.87,
          ZiCo: 0.79,
          MeCo: 0.845,
          "SWAP (APD's run)": 0.774,
          NEAR: 0.84,
        }),
        figure('c10-test', 'kendall', { 'AZ-NAS': 0.741, ZiCo: 0.61, "SWAP (APD's run)": 0.634, NEAR: 0.7 }),
        figure('c100-test', 'kendall', { 'AZ-NAS': 0.723, ZiCo: 0.61, "SWAP (APD's run)": 0.649, NEAR: 0.69 }),
        figure('in16-test', 'kendall', { 'AZ-NAS': 0.71, ZiCo: 0.6, "SWAP (APD's run)": 0.61, NEAR: 0.66 }),
      ],
      {
        wiring: 'fixed',
        standIns: ['SED, which takes part where wires are fixed, has constants that were chosen on this very table'],
      },
    ),
    onTable(
      'nas-bench-101',
      [
        figure('c10-test', 'spearman', {
          "AZ-NAS (L-SWAG's run)": 0.54,
          LIBRA: 0.77,
          ZiCo: 0.63,
          "SWAP (APD's run)": 0.44,
          NEAR: 0.7,
        }),
        figure('c10-test', 'kendall', { ZiCo: 0.46, NEAR: 0.52 }),
      ],
      { most },
    ),
    onTable(
      'nas-bench-301',
      [figure('c10-val', 'spearman', { "AZ-NAS (L-SWAG's run)": 0.7, LIBRA: 0.74, MeCo: 0.7 }), figure('c10-val', 'kendall', {})],
      {
        standIns: [
          '1,225 cells with one surrogate; published on 1,000 to 11,221 others. SWAP has .93 on 1,000 networks that were trained',
        ],
      },
    ),
    onTable(
      'nats-bench-size',
      [
        figure('c10-test', 'spearman', { ZiCo: 0.73, MeCo: -0.79, NEAR: 0.91 }),
        figure('c100-test', 'spearman', { ZiCo: 0.75, MeCo: -0.87, NEAR: 0.82 }),
        figure('in16-test', 'spearman', { ZiCo: 0.88, MeCo: -0.86, NEAR: 0.92 }),
        figure('c10-test', 'kendall', { ZiCo: 0.54, NEAR: 0.74 }),
        figure('c100-test', 'kendall', { ZiCo: 0.55, NEAR: 0.62 }),
        figure('in16-test', 'kendall', { ZiCo: 0.7, NEAR: 0.76 }),
      ],
      { most },
    ),
    onTable('nas-bench-macro', [figure('c10-test', 'spearman', {}), figure('c10-test', 'kendall', {})], { most }),
  ],
};
