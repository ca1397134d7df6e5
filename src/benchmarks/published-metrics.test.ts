/** The metrics against published figures, from published scores and accuracies. */
import { expect, it } from 'vitest';
import { describeShared, sharedPath } from '../../test/shared.js';
import { ndcg, rankingMetrics } from '../core/statistics/index.js';
import { readCsvTable } from '../platform/node/tables/read-table.js';
import { numberColumn } from './table.js';

const file = (...parts: string[]): string => sharedPath('data', ...parts) ?? parts.join('/');

describeShared('data/nasbench201/nb201.csv.gz', 'published figures', (path) => {
  it("gives the epsilon paper's row of NAS-Bench-201: .87 .50 .69 .36 67.06 62", () => {
    const accuracies = numberColumn(readCsvTable(path), 'nb201_c10_test200');
    const scores = numberColumn(readCsvTable(file('zerocost', 'nb201_zen_naswot_eps_all.csv.gz')), 'epsilon_c10');
    const defined = [...scores.keys()].filter((i) => Number.isFinite(scores[i]));
    const metrics = rankingMetrics(
      defined.map((i) => scores[i]),
      defined.map((i) => accuracies[i]),
    );
    const rounded = Object.fromEntries(Object.entries(metrics).map(([name, value]) => [name, Number(value).toFixed(2)]));
    expect(rounded).toEqual({
      spearman: '0.87',
      spearmanTop10: '0.50',
      kendall: '0.69',
      kendallTop10: '0.36',
      overlapTop10: '67.06',
      topOfTop: '62.00',
    });
  });

  it("gives VKDNW's nDCG of FLOPs on 9,445 cells: .745 .576 .403", () => {
    const table = readCsvTable(path);
    const index = [...numberColumn(readCsvTable(file('zerocost', 'nb201_zc_c10.csv.gz')), 'index')];
    const macs = numberColumn(table, 'macs_c10');
    const values = ['nats_c10_test200', 'nats_c100_test200', 'nats_in16_test200'].map((target) => {
      const accuracies = numberColumn(table, target);
      return Number(
        ndcg(
          index.map((i) => macs[i]),
          index.map((i) => accuracies[i]),
        ),
      );
    });
    expect(Math.abs(values[0] - 0.745)).toBeLessThan(0.002);
    expect(values.slice(1).map((value) => value.toFixed(3))).toEqual(['0.576', '0.403']);
  });
});
