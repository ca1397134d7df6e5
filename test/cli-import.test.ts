import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assay, scratchFolder } from './assay.js';
import { importFixture } from './import-fixture.js';

const oneLine = (text: string): void => expect(text.trim().split('\n').length, text).toBe(1);

describe('assay import', () => {
  it('writes a table that bench compares with, and tells of columns, source and checksum', () => {
    const cwd = scratchFolder();
    const { code, out } = assay(['import', importFixture('NAS-Bench-201-legacy.pth')], { cwd });
    expect(code).toBe(0);
    expect(out).toMatch(/^NAS-Bench-201-legacy\.parquet {2}3 architectures of nas-bench-201, 35 columns, /);
    expect(out).toMatch(/\nnb201_c10_test5 +% +c10-test5 +CIFAR-10 test accuracy after 5 epochs \(%\)\n/);
    expect(out).toMatch(/\nsha256 [0-9a-f]{64}\n/);
    const bench = assay(['bench', 'nas-bench-201', '--table', 'NAS-Bench-201-legacy.parquet', '--proxy', 'sed', '--target', 'c10-test5', '--json'], { cwd });
    expect([bench.code, bench.err.includes('NAS-Bench-201 (Dong')]).toEqual([0, true]);
    expect(bench.out.trim().split('\n').map((line) => JSON.parse(line)).map(({ proxy, target, n }) => [proxy, target, n])).toEqual([['sed', 'c10-test5', 3], ['params', 'c10-test5', 3], ['macs', 'c10-test5', 3]]);
    const other = assay(['bench', 'darts', '--table', 'NAS-Bench-201-legacy.parquet', '--target', 'c10-test5'], { cwd });
    expect([other.code, other.err]).toEqual([2, expect.stringMatching(/^assay: table NAS-Bench-201-legacy\.parquet row 1: expected an architecture of the space, got darts .*\(the table is of nas-bench-201\)\n$/)]);
  });

  it('writes a file a table where there are several, and lists what it left out', () => {
    const cwd = scratchFolder();
    const { code, out } = assay(['import', importFixture('nds.zip'), '--out', 'n.parquet'], { cwd });
    expect([code, ...['DARTS', 'DARTS_lr-wd', 'ResNet'].map((name) => existsSync(join(cwd, `n-${name}.parquet`)))]).toEqual([0, true, true, true]);
    expect(out).toMatch(/1 row matches no architecture and is left out:\n {2}nds-darts architecture/);
    expect(out).toMatch(/1 row repeats an architecture with the same values\n1 row repeats an architecture with other values; the first is kept:\n {2}\{"genotype"/);
    const json = assay(['import', importFixture('nds.zip'), '--space', 'nds-resnet', '--out', 'r.parquet', '--json'], { cwd });
    expect(JSON.parse(json.out)).toMatchObject({ out: 'r.parquet', space: 'nds-resnet', rows: 2, unmatched: 0, duplicates: { equal: 0, different: 0 }, unmatchedExamples: [], source: { name: 'nds.zip', format: 'nds', licence: 'MIT' } });
    expect(readFileSync(join(cwd, 'r.parquet')).subarray(0, 4).toString()).toBe('PAR1');
  });

  it('says in one line what is wrong', () => {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, 'other.csv'), 'arch,acc\n64-1234-basic,1\n');
    const wrong: [string, readonly string[], number, string][] = [
      ['a missing file', ['import', 'none.pth'], 2, 'none.pth: expected a file or folder to import, got no such file or folder'],
      ['another ending', ['import', importFixture('nds.zip'), '--out', 'x.csv'], 1, '--out: expected a file ending in .parquet, got x.csv'],
      ['an unknown space', ['import', 'other.csv', '--space', 'nas-bench-202'], 1, 'did you mean "nas-bench-201"?'],
      ['a table of another space', ['import', 'other.csv', '--space', 'nas-bench-201'], 2, 'other.csv: expected architectures of nas-bench-201, got none in 1 rows (nas-bench-201 architecture'],
    ];
    for (const [what, args, code, message] of wrong) {
      const finished = assay(args, { cwd });
      expect(finished.code, `${what}: ${finished.err}`).toBe(code);
      expect(finished.err).toContain(message);
      oneLine(finished.err);
    }
  });
});
