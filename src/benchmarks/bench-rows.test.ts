import { describe, expect, it } from 'vitest';
import { rankingMetrics } from '../core/statistics/index.js';
import type { ScoreColumn } from '../proxies/combine/index.js';
import { scored, undefinedScore } from '../proxies/types.js';
import { benchRows } from './bench-rows.js';
import { formatBench } from './format-bench.js';

const architectures = Array.from({ length: 100 }, (_, i) => `cell-${i}`);
const accuracies = Float64Array.from(architectures, (_, i) => 50 + ((i * 37) % 41));
const target = { name: 'c10-test', label: 'CIFAR-10 test accuracy (%)', values: accuracies };

function column(key: string, value: (i: number) => number | null, direction: 'higher' | 'lower' = 'higher'): ScoreColumn {
  const scores = architectures.map((_, i) => {
    const v = value(i);
    return v === null ? undefinedScore('none') : scored(v);
  });
  return { key, id: key, direction, scores };
}

describe('benchRows', () => {
  it('gives one nDCG for accuracies in per cent and the same in fractions', () => {
    const columns = [column('a', (i) => (i * 13) % 29)];
    const fractions = { ...target, name: 'fractions', values: accuracies.map((accuracy) => accuracy / 100) };
    const [percent, fraction] = benchRows({ architectures, columns, targets: [target, fractions] }).map(({ ndcg }) => ndcg);
    expect(percent).toBeLessThan(0.9);
    expect(fraction).toBeCloseTo(percent ?? NaN, 12);
  });

  it('gives the metrics of each proxy, target and population, in that order', () => {
    const other = { name: 'c100-test', label: '', values: accuracies.map((accuracy) => accuracy / 2) };
    const even = { name: 'even', isMember: architectures.map((_, i) => i % 2 === 0) };
    const all = { name: 'all', isMember: architectures.map(() => true) };
    const rows = benchRows({
      architectures,
      columns: [column('a', (i) => i), column('b', (i) => -i)],
      targets: [target, other],
      populations: [all, even],
      seconds: { a: 1.5 },
    });
    expect(rows.map((row) => `${row.target} ${row.proxy} ${row.population} ${row.n} ${row.seconds}`)).toEqual([
      'c10-test a all 100 1.5',
      'c10-test a even 50 1.5',
      'c10-test b all 100 null',
      'c10-test b even 50 null',
      'c100-test a all 100 1.5',
      'c100-test a even 50 1.5',
      'c100-test b all 100 null',
      'c100-test b even 50 null',
    ]);
    expect(rows[0]).toMatchObject(
      rankingMetrics(
        architectures.map((_, i) => i),
        accuracies,
      ),
    );
    const evens = architectures.map((_, i) => i).filter((i) => i % 2 === 0);
    expect(rows[1]).toMatchObject(
      rankingMetrics(
        evens,
        evens.map((i) => accuracies[i]),
      ),
    );
  });

  it('names the best scored and the mean accuracy of ties, and counts ties', () => {
    const [row] = benchRows({ architectures, columns: [column('a', (i) => (i < 2 ? 1 : 0))], targets: [target] });
    expect(row.best).toEqual({
      arch: 'cell-0',
      accuracy: accuracies[0],
      tied: 2,
      meanAccuracy: (accuracies[0] + accuracies[1]) / 2,
    });
    expect(row.distinct).toBe(2);
    expect(row.ties).toBeCloseTo((1 + (98 * 97) / 2) / 4950, 12);
  });

  it('negates proxies whose lower scores are better', () => {
    const [a, b] = benchRows({
      architectures,
      columns: [column('a', (i) => i), column('b', (i) => -i, 'lower')],
      targets: [target],
    });
    expect({ ...b, proxy: 'a' }).toEqual(a);
  });

  it('ranks undefined scores last or leaves them out, and shows both', () => {
    const columns = [column('a', (i) => (i % 3 === 0 ? null : i))];
    const [last] = benchRows({ architectures, columns, targets: [target] });
    const [omit] = benchRows({ architectures, columns, targets: [target], undefinedPolicy: 'omit' });
    const kept = architectures.map((_, i) => i).filter((i) => i % 3 !== 0);
    expect([last.n, last.undefined, omit.n, omit.undefined]).toEqual([100, 34, 66, 34]);
    expect(omit).toMatchObject(
      rankingMetrics(
        kept,
        kept.map((i) => accuracies[i]),
      ),
    );
    expect(last).toMatchObject(
      rankingMetrics(
        architectures.map((_, i) => (i % 3 === 0 ? -1 : i)),
        accuracies,
      ),
    );
    expect(last.otherPolicy).toEqual({ undefinedPolicy: 'omit', n: 66, spearman: omit.spearman, kendall: omit.kendall });
    expect(omit.otherPolicy).toEqual({ undefinedPolicy: 'last', n: 100, spearman: last.spearman, kendall: last.kendall });
    expect([last.best, omit.best]).toEqual([last.best, last.best]);
  });

  it('leaves out architectures without an accuracy and counts them', () => {
    const values = accuracies.map((accuracy, i) => (i < 10 ? NaN : accuracy));
    const [row] = benchRows({
      architectures,
      columns: [column('a', (i) => (i < 20 ? null : i))],
      targets: [{ ...target, values }],
    });
    expect([row.n, row.undefined, row.missing]).toEqual([90, 10, 10]);
  });

  it('gives null for a figure that does not exist', () => {
    const [row] = benchRows({ architectures, columns: [column('a', () => null)], targets: [target] });
    expect(row).toMatchObject({ spearman: null, kendall: null, best: null, n: 100, undefined: 100, distinct: 1, ties: 1 });
    expect(JSON.parse(JSON.stringify(row))).toEqual(row);
    const [empty] = benchRows({
      architectures,
      columns: [column('a', () => 1)],
      targets: [{ ...target, values: accuracies.map(() => NaN) }],
    });
    expect(empty).toMatchObject({ n: 0, missing: 100, spearman: null, ndcg: null, best: null, ties: 0 });
  });

  it('adds intervals that hold the value and repeat', () => {
    const input = {
      architectures,
      columns: [column('a', (i) => accuracies[i] + 20 * Math.sin(i))],
      targets: [target],
      interval: { seed: 1, resamples: 200 },
    };
    const [row] = benchRows(input);
    const [low, high] = row.interval?.kendall ?? [1, 0];
    expect(low).toBeLessThan(row.kendall as number);
    expect(high).toBeGreaterThan(row.kendall as number);
    expect(row.interval).toMatchObject({ confidence: 0.95, resamples: 200, seed: 1 });
    expect(benchRows(input)[0].interval).toEqual(row.interval);
  });
});

describe('formatBench', () => {
  const columns = [column('worse', (i) => -accuracies[i]), column('better', (i) => (i % 3 === 0 ? null : accuracies[i]))];
  const lines = formatBench(benchRows({ architectures, columns, targets: [target], seconds: { better: 1 } })).split('\n');

  it('puts the better proxy first, with a second line for the other policy', () => {
    expect(lines[0]).toMatch(
      /^target +proxy +n +undefined +distinct +ties +Spearman +tau-b +top 10 % +top 10 % .* best +seconds$/,
    );
    expect(lines[1]).toMatch(/^ +% +Spearman +tau-b +%$/);
    expect(lines[3]).toMatch(/^c10-test +better +100 +34 /);
    expect(lines[4]).toMatch(/^ +undefined omitted +66 +1\.000 +1\.000$/);
    expect(lines[5]).toMatch(/^c10-test +worse +100 +0 +41 +1\.6 +-1\.000 +-1\.000 .* 50\.00 \(of 3\) +–$/);
    expect(lines).toHaveLength(6);
  });

  it('shows population and intervals only if there are any', () => {
    expect(lines.slice(0, 2).join(' ')).not.toMatch(/population|interval/);
    const populations = [
      { name: 'all', isMember: architectures.map(() => true) },
      { name: 'half', isMember: architectures.map((_, i) => i < 50) },
    ];
    const head = formatBench(
      benchRows({ architectures, columns, targets: [target], populations, interval: { seed: 1, resamples: 5 } }),
    )
      .split('\n')
      .slice(0, 2)
      .join(' ');
    expect(head).toMatch(/population.*interval.*interval/);
    expect(head).not.toMatch(/seconds/);
  });
});
