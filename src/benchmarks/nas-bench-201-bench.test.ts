/** All steps on the real table: read, recognise, join, correlate. */
import { beforeAll, expect, it } from 'vitest';
import { describeShared } from '../../test/shared.js';
import { combineScores, type ScoreColumn } from '../proxies/combine/index.js';
import { scoreSed, sedPresets } from '../proxies/sed.js';
import { readCsvTable } from '../platform/node/tables/read-table.js';
import { scored } from '../proxies/types.js';
import { openSpace } from '../spaces/index.js';
import { benchRows } from './bench-rows.js';
import { readTargets, type BenchTarget } from './bench-target.js';
import { alignTarget, indexArchitectures, joinTable } from './join-table.js';
import { recognizeTable } from './table-formats.js';
import { numberColumn, type Table } from './table.js';

describeShared('data/nasbench201/nb201.csv.gz', 'NAS-Bench-201', (path) => {
  const space = openSpace('nas-bench-201');
  let table: Table;
  let architectures: readonly string[];
  let targets: readonly BenchTarget[];
  let columns: readonly ScoreColumn[];

  beforeAll(() => {
    table = readCsvTable(path);
    const format = recognizeTable(table, space.id);
    const index = indexArchitectures(table, format.architecture, (text) => space.encode(space.decode(text)));
    architectures = index.architectures;
    const join = joinTable(index, architectures);
    expect(join).toMatchObject({ unmatched: 0, unused: 0, duplicates: 0 });
    const names = ['c10-test', 'nats-c10-test', 'nats-c100-test', 'nats-in16-test'];
    targets = readTargets(table, format, names).map((target) => alignTarget(target, index, join));
    const params = numberColumn(table, 'params_c10');
    columns = [
      {
        key: 'sed',
        id: 'sed',
        direction: 'higher',
        scores: architectures.map((text) =>
          scoreSed(space.topology?.(space.decode(text)) ?? { cells: [] }, sedPresets['nas-bench-201']),
        ),
      },
      { key: 'params', id: 'params', direction: 'higher', scores: architectures.map((_, i) => scored(params[i])) },
    ];
  });

  it("correlates the baseline as the oracle does, which took NATS-Bench's accuracies, and SED near the design's figures", () => {
    const figures = benchRows({ architectures, columns, targets }).map(({ proxy, target, n, spearman, kendall }) => ({
      proxy,
      target,
      n,
      rho: Number(spearman),
      tau: Number(kendall),
    }));
    const rounded = figures.map(
      ({ proxy, target, n, rho, tau }) => `${proxy} ${target} ${n} ${rho.toFixed(4)} ${tau.toFixed(4)}`,
    );
    expect(rounded).toEqual(
      expect.arrayContaining([
        'params nats-c10-test 15625 0.7527 0.5778',
        'params nats-c100-test 15625 0.7278 0.5534',
        'params nats-in16-test 15625 0.6915 0.5203',
      ]),
    );
    const design = {
      'c10-test': [0.898, 0.725],
      'nats-c10-test': [0.898, 0.725],
      'nats-c100-test': [0.893, 0.723],
      'nats-in16-test': [0.854, 0.681],
    };
    for (const [target, [rho, tau]] of Object.entries(design)) {
      const row = figures.find((figure) => figure.proxy === 'sed' && figure.target === target);
      expect(Math.abs((row?.rho ?? 0) - rho)).toBeLessThan(0.003);
      expect(Math.abs((row?.tau ?? 0) - tau)).toBeLessThan(0.003);
    }
  });

  it('counts undefined scores and ties, and names the best scored', () => {
    const [sed, params] = benchRows({ architectures, columns, targets: targets.slice(0, 1) });
    expect(sed).toMatchObject({ undefined: 341, missing: 0, n: 15_625, otherPolicy: { undefinedPolicy: 'omit', n: 15_284 } });
    expect(sed.best?.accuracy).toBeCloseTo(93.76, 2);
    expect(params.distinct).toBe(28);
  });

  it('correlates a combination like a proxy', () => {
    const combined = combineScores('rank-sum:sed=1:params=0.2', columns);
    const scores = Array.from(combined.values, (value) => scored(value));
    const [row] = benchRows({
      architectures,
      columns: [{ key: combined.text, id: 'rank-sum', direction: 'higher', scores }],
      targets,
    });
    expect(row.undefined).toBe(0);
    expect(row.kendall).toBeGreaterThan(0.7);
  });
});
