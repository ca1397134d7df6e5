import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from './assay.js';
import { importFixture } from './import-fixture.js';
import { sharedAssay } from './shared-assay.js';

const oneLine = (text: string): void => expect(text.trim().split('\n').length, text).toBe(1);

describe('assay import', () => {
  it('writes a table that bench compares with, and tells of columns, source and checksum', () => {
    const cwd = scratchFolder();
    const { code, out } = sharedAssay(['import', importFixture('NAS-Bench-201-legacy.pth')], { cwd });
    expect(code).toBe(0);
    expect(out).toMatch(/^NAS-Bench-201-legacy\.parquet {2}3 architectures of nas-bench-201, 35 columns, /);
    expect(out).toMatch(/\nnb201_c10_test2 +% +c10-test2 +CIFAR-10 test accuracy after 2 epochs \(%\)\n/);
    expect(out).toContain('and 23 more columns: the manifest in the file describes all of them');
    expect(out).toMatch(/\nsha256 [0-9a-f]{64}\n/);
    const bench = sharedAssay(
      ['bench', 'nas-bench-201', '--table', 'NAS-Bench-201-legacy.parquet', '--proxy', 'sed', '--target', 'c10-test5', '--json'],
      { cwd },
    );
    expect([bench.code, bench.err.includes('NAS-Bench-201 (Dong')]).toEqual([0, true]);
    expect(
      bench.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
        .map(({ proxy, target, n }) => [proxy, target, n]),
    ).toEqual([
      ['sed', 'c10-test5', 3],
      ['params', 'c10-test5', 3],
      ['macs', 'c10-test5', 3],
    ]);
    const other = sharedAssay(['bench', 'darts', '--table', 'NAS-Bench-201-legacy.parquet', '--target', 'c10-test5'], { cwd });
    expect([other.code, other.err]).toEqual([
      2,
      expect.stringMatching(
        /^assay: table NAS-Bench-201-legacy\.parquet row 1: expected an architecture of the space, got darts .*\(the table is of nas-bench-201\)\n$/,
      ),
    ]);
  });

  it('writes a file a table where there are several, and lists what it left out', () => {
    const cwd = scratchFolder();
    const { code, out } = sharedAssay(['import', importFixture('nds.zip'), '--out', 'n.parquet'], { cwd });
    expect([code, ...['DARTS', 'DARTS_lr-wd', 'ResNet'].map((name) => existsSync(join(cwd, `n-${name}.parquet`)))]).toEqual([
      0,
      true,
      true,
      true,
    ]);
    expect(out).toMatch(/1 row matches no architecture and is left out:\n {2}nds-darts architecture/);
    expect(out).toMatch(
      /1 row repeats an architecture with the same values\n1 row repeats an architecture with other values; the first is kept:\n {2}\{"genotype"/,
    );
    const json = sharedAssay(['import', importFixture('nds.zip'), '--space', 'nds-resnet', '--out', 'r.parquet', '--json'], {
      cwd,
    });
    expect(JSON.parse(json.out)).toMatchObject({
      out: 'r.parquet',
      space: 'nds-resnet',
      rows: 2,
      unmatched: 0,
      duplicates: { equal: 0, different: 0 },
      unmatchedExamples: [],
      source: { name: 'nds.zip', format: 'nds', licence: 'MIT' },
    });
    expect(readFileSync(join(cwd, 'r.parquet')).subarray(0, 4).toString()).toBe('PAR1');
  });

  it("describes columns of a user's table by their names, and lists the first of many", () => {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, 'own.csv'), 'arch,acc,params,train_ms\n64-1234-basic,1,2,3\n');
    const { code, out } = sharedAssay(['import', 'own.csv', '--space', 'transnas-macro'], { cwd });
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(
        /1 architecture of transnas-macro, 3 columns, .*\nacc +acc +acc\nparams +parameters\ntrain_ms +ms +time\n/s,
      ),
    ]);
    const names = Array.from({ length: 20 }, (_, i) => `acc${i}`);
    writeFileSync(join(cwd, 'wide.csv'), `arch,${names.join(',')}\n64-1234-basic,${names.map(() => '1').join(',')}\n`);
    const wide = sharedAssay(['import', 'wide.csv', '--space', 'transnas-macro', '--target', 'acc17'], { cwd }).out;
    expect(wide.match(/^acc\d+/gm)).toEqual([...names.slice(0, 11), 'acc17']);
    expect(wide).toContain('\n… and 8 more columns: the manifest in the file describes all of them, and --json prints it\n');
    const json = JSON.parse(sharedAssay(['import', 'wide.csv', '--space', 'transnas-macro', '--json'], { cwd }).out);
    expect(json.columns.length).toBe(21);
    expect(sharedAssay(['import', '--help']).out).toContain('--target here marks those compared with');
  });

  it('says in one line what is wrong', () => {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, 'what.bin'), 'hello');
    writeFileSync(join(cwd, 'other.csv'), 'arch,acc\n64-1234-basic,1\n');
    const wrong: [string, readonly string[], number, string][] = [
      ['a missing file', ['import', 'none.pth'], 2, 'none.pth: expected a file or folder to import, got no such file or folder'],
      [
        'another ending',
        ['import', importFixture('nds.zip'), '--out', 'x.csv'],
        1,
        '--out: expected a file ending in .parquet, got x.csv',
      ],
      [
        'data of no known kind',
        ['import', 'what.bin'],
        2,
        'what.bin: expected a benchmark file as its authors publish and name it, or a .csv, got text (if it is one with another name, name its format: --as nats',
      ],
      ['an unknown format', ['import', 'other.csv', '--as', 'nasbench-101'], 1, 'did you mean "nas-bench-101"?'],
      [
        'a target that is no column',
        ['import', 'other.csv', '--space', 'transnas-macro', '--target', 'ac'],
        1,
        '--target: expected a column of table other.csv, got "ac" (did you mean "acc"?)',
      ],
      [
        'a template of other columns',
        ['import', 'other.csv', '--space', 'transnas-macro', '--architecture', '{cell}'],
        1,
        '--architecture: expected a column of table other.csv, got "cell" (columns: arch, acc)',
      ],
      ['an unknown space', ['import', 'other.csv', '--space', 'nas-bench-202'], 1, 'did you mean "nas-bench-201"?'],
      [
        'a table of another space',
        ['import', 'other.csv', '--space', 'nas-bench-201'],
        2,
        'other.csv: expected architectures of nas-bench-201, got none in 1 row (nas-bench-201 architecture',
      ],
    ];
    for (const [what, args, code, message] of wrong) {
      const finished = sharedAssay(args, { cwd });
      expect(finished.code, `${what}: ${finished.err}`).toBe(code);
      expect(finished.err).toContain(message);
      oneLine(finished.err);
    }
  });
});
