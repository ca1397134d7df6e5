/** `assay bench` as a user types it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from './assay.js';
import { sharedAssay } from './shared-assay.js';
import { sharedPath } from './shared.js';

const good = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';
const misspelt = '|nor_conv_3x4~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';

describe('assay bench', () => {
  const table = sharedPath('data', 'nasbench201', 'nb201.csv.gz');
  it.skipIf(table === undefined)('correlates proxies and the size baselines with three data sets', () => {
    const sed = 'sed:preset=nas-bench-201';
    const { code, out } = sharedAssay(['bench', 'nas-bench-201', '--table', table ?? '', '--proxy', sed, '--json']);
    expect(code).toBe(0);
    const rows = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map((row) => `${row.proxy} ${row.target}`)).toEqual(
      ['c10-test', 'c100-test', 'in16-test'].flatMap((target) => [sed, 'params', 'macs'].map((proxy) => `${proxy} ${target}`)),
    );
    expect(rows[0]).toMatchObject({ n: 15_625, population: 'all', undefined: 341 });
    expect(rows[0].spearman).toBeCloseTo(0.899, 2);
    expect(rows[1].kendall).toBeCloseTo(0.577, 2);
  });

  it('counts and names rows that match nothing, contradict an earlier one, or compute what one does', () => {
    const cwd = scratchFolder();
    const renamed = '|nor_conv_3x3~0|+|none~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';
    writeFileSync(join(cwd, 'cells.csv'), `arch,acc\n"${good}",90\n"${good}",91\n"${misspelt}",5\n"${renamed}",80\n`);
    const { code, out, err } = sharedAssay(
      ['bench', 'nas-bench-201', '--table', 'cells.csv', '--target', 'acc', '--proxy', 'sed', '--json'],
      { cwd },
    );
    expect([code, JSON.parse(out.split('\n')[0]).n]).toEqual([0, 2]);
    expect(err).toContain(`1 row matches no architecture and is left out:\n  row 3: nas-bench-201 architecture`);
    expect(err).toContain(
      `1 row repeats an architecture of an earlier row with other values; the mean is used:\n  ${good}: acc 90, then 91\n`,
    );
    expect(err).toContain(
      `1 architecture computes the same as an earlier one, but has other values; both values are used:\n  ${renamed} as ${good}: acc 90, then 80\n`,
    );
    for (const args of [
      [
        'search',
        'nas-bench-201',
        '--searcher',
        'random',
        '--budget',
        '3',
        '--proxy',
        'sed',
        '--costs',
        'cells.csv',
        '--where',
        'table.acc>0',
        '--out',
        'run',
      ],
      [
        'simulate',
        'nas-bench-201',
        '--table',
        'cells.csv',
        '--accuracy',
        'acc',
        '--cost',
        '9',
        '--budget',
        '2',
        '--runs',
        '1',
        '--searcher',
        'random',
      ],
    ]) {
      const finished = sharedAssay(args, { cwd });
      expect([finished.code, `${finished.out}${finished.err}`]).toEqual([
        0,
        expect.stringContaining(`${good}: acc 90, then 91\n`),
      ]);
    }
  });

  it('does not replace the curves of an earlier simulation', () => {
    const cwd = scratchFolder();
    const other = good.replace('none~0', 'skip_connect~0');
    writeFileSync(join(cwd, 'table.csv'), `arch,acc\n${good},80\n${other},82\n`);
    const simulate = (seed: string, ...more: readonly string[]) =>
      sharedAssay(
        [
          'simulate',
          'nas-bench-201',
          '--table',
          'table.csv',
          '--accuracy',
          'acc',
          '--cost',
          '9',
          '--budget',
          '2',
          ...more,
          '--seed',
          seed,
        ],
        { cwd },
      );
    const once = ['--runs', '1', '--searcher', 'random', '--out', 'curves'];
    expect(simulate('0', ...once).code).toBe(0);
    const before = readFileSync(join(cwd, 'curves', 'curves.json'), 'utf8');
    const again = simulate('1', ...once);
    expect([again.code, again.out, again.err.trim()]).toEqual([
      1,
      '',
      'assay: --out: expected a folder without curves, got curves.csv in curves (choose another folder)',
    ]);
    expect(readFileSync(join(cwd, 'curves', 'curves.json'), 'utf8')).toBe(before);
  });
});
