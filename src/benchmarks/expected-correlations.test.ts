/**
 * Spearman and tau-b against `../shared/data/expected_correlations.csv.gz` (computed independently, equal to scipy's): every row whose
 * table can be assembled from the files there. Finite pairs only, as there.
 */
import { describe, expect, it } from 'vitest';
import { sharedPath, describeShared } from '../../test/shared.js';
import { kendallTauB, spearman } from '../core/statistics/index.js';
import { readCsvTable } from '../platform/node/tables/read-table.js';
import { hasColumn, numberColumn, textColumn, type Table } from './table.js';

/** A table of the oracle: `file`, its rows with `where` cells only; targets not in the file come from NAS-Bench-201 by index. */
interface Assembly {
  readonly file: string;
  readonly where?: { readonly [column: string]: string };
}

const assemblies: { readonly [table: string]: Assembly } = {
  nb201_zc_c10: { file: 'zerocost/nb201_zc_c10.csv.gz' },
  nb201_zc_in16: { file: 'zerocost/nb201_zc_in16.csv.gz' },
  nb201_all15625: { file: 'zerocost/nb201_zen_naswot_eps_all.csv.gz' },
  nb201_monet15625: { file: 'zerocost/nb201_monet_proxies.csv.gz' },
  nb201_rerun_a_c100: { file: 'zerocost/nb201_zc_reruns.csv.gz', where: { run: 'a', dataset: 'c100' } },
  nb201_rerun_b_c10: { file: 'zerocost/nb201_zc_reruns.csv.gz', where: { run: 'b', dataset: 'c10' } },
  nb201_rerun_b_c100: { file: 'zerocost/nb201_zc_reruns.csv.gz', where: { run: 'b', dataset: 'c100' } },
  nb201_rerun_b_in16: { file: 'zerocost/nb201_zc_reruns.csv.gz', where: { run: 'b', dataset: 'in16' } },
  nb201_rerun_c_c100: { file: 'zerocost/nb201_zc_reruns.csv.gz', where: { run: 'c', dataset: 'c100' } },
  nb101_500: { file: 'nasbench101/nb101_sample500.csv.gz' },
  nb101_5000: { file: 'nasbench101/nb101_sample5000.csv.gz' },
  nb301_a: { file: 'nasbench301/nb301_zc_samples.csv.gz', where: { run: 'a' } },
  nb301_b: { file: 'nasbench301/nb301_zc_samples.csv.gz', where: { run: 'b' } },
  nlp_ptb: { file: 'nasbench_nlp/nlp_ptb.csv.gz' },
  darts_mlfe2000: { file: 'darts/mlfe_darts2000.csv.gz' },
};

const tables = new Map<string, Table>();
function open(file: string): Table {
  const table = tables.get(file) ?? readCsvTable(sharedPath('data', ...file.split('/')) ?? file);
  tables.set(file, table);
  return table;
}

/** The numbers of a column in the rows that an assembly keeps. */
function values({ file, where = {} }: Assembly, column: string): number[] {
  const table = open(file);
  const filters = Object.entries(where).map(([name, cell]) => ({ cells: textColumn(table, name), cell }));
  const kept = (cells: ArrayLike<number>): number[] =>
    Array.from(cells).filter((_, i) => filters.every(({ cells: texts, cell }) => texts[i] === cell));
  if (hasColumn(table, column)) return kept(numberColumn(table, column));
  const nasBench201 = numberColumn(open('nasbench201/nb201.csv.gz'), column);
  return kept(numberColumn(table, 'index')).map((index) => nasBench201[index]);
}

describeShared('data/expected_correlations.csv.gz', 'expected correlations', (path) => {
  const expected = readCsvTable(path);
  const texts = ['table', 'proxy', 'target'].map((name) => textColumn(expected, name));
  const [n, rho, tau] = ['n', 'spearman', 'kendall_tau_b'].map((name) => numberColumn(expected, name));

  describe.each(Object.entries(assemblies))('%s', (name, assembly) => {
    it('equals the oracle to the four digits printed, in every row', () => {
      const rows = texts[0].flatMap((table, i) => (table === name ? [i] : []));
      expect(rows.length).toBeGreaterThan(0);
      for (const i of rows) {
        const [proxy, target] = [texts[1][i], texts[2][i]];
        const scores = values(assembly, proxy);
        const accuracies = values(assembly, target);
        const defined = scores.flatMap((score, k) => (Number.isFinite(score) && Number.isFinite(accuracies[k]) ? [k] : []));
        const [x, y] = [defined.map((k) => scores[k]), defined.map((k) => accuracies[k])];
        const got = { proxy, target, n: defined.length, rho: spearman(x, y)?.toFixed(4), tau: kendallTauB(x, y)?.toFixed(4) };
        expect(got).toEqual({ proxy, target, n: n[i], rho: rho[i].toFixed(4), tau: tau[i].toFixed(4) });
      }
    });
  });

  it('leaves out only tables whose scores are not in ../shared/data', () => {
    expect([texts[0].filter((table) => table in assemblies).length, expected.rows]).toEqual([159, 498]);
    const missing = new Set(texts[0].filter((table) => !(table in assemblies)));
    for (const table of missing) expect(table).toMatch(/^(autoformer|bert|tnb|sss|nb_macro)|\/(ninapro|scifar100|svhn)$/);
  });
});
