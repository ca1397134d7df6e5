import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, describe, it } from 'vitest';
import { tableSources } from '../src/reproduce/tables.js';
import { scratchFolder } from './assay.js';
import { sharedAssay } from './shared-assay.js';
import { describeShared } from './shared.js';

describe('assay reproduce', () => {
  it('lists papers, suggests the nearest name, and says which table is missing', () => {
    expect(sharedAssay(['reproduce', '--list']).out).toContain('epsilon');
    expect(sharedAssay(['list', 'papers', 'counts']).out).toContain('published numbers');
    expect(sharedAssay(['list', 'papers', 'sed']).out).toContain('9 numbers from the specification of our reconstruction');
    expect(sharedAssay(['reproduce', '--list']).out).not.toMatch(/[; ](?:0 \w+|1 (?:published numbers|goals|numbers))/);
    const { code, err } = sharedAssay(['reproduce', 'naswott']);
    expect(code).toBe(1);
    expect(err).toContain('did you mean "naswot"?');
    expect(sharedAssay(['reproduce']).err).toContain('expected a paper');
    const folder = scratchFolder();
    writeFileSync(join(folder, 'mine.csv'), 'arch,acc\n');
    expect(sharedAssay(['reproduce', 'sed', '--table', 'nowhere.csv']).err).toContain(
      '--table: expected a file, got nothing at "nowhere.csv"',
    );
    expect(sharedAssay(['reproduce', 'sed', '--table', join(folder, 'mine.csv')]).err).toContain('IDs: nas-bench-201');
    expect(sharedAssay(['reproduce', 'sed', '--table', 'nb201=nowhere.csv']).err).toContain(
      'expected a known table, got "nb201"',
    );
    expect(sharedAssay(['reproduce', 'counts', '--tables', '/nowhere'])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/--tables: expected a folder.*nb201\.parquet.*docs\/reproduce\.md/),
    });
    const missing = sharedAssay(['reproduce', 'counts', '--tables', folder]);
    expect(missing.out).toContain('not computed: no table nb201.csv.gz');
    expect(missing.err).toContain('nothing of counts could be computed');
    expect(missing.code).toBe(2);
  });

  it('says once where missing tables can be got, and which option names their folder', () => {
    const { err } = sharedAssay(['reproduce', 'epsilon', '--quick', '--tables', scratchFolder()]);
    const [first, ...rest] = err.split('\n').filter((line) => line.includes('NAS-Bench-201-v1_1-096897.pth'));
    expect(first).toMatch(/^nb201\.csv\.gz or nb201\.parquet: assay import writes nb201\.parquet from .*https:/);
    expect(rest).toEqual([]);
    expect(err).toMatch(/docs\/reproduce\.md says more; --tables FOLDER names the folder/);
  });

  it('has every table in its page of docs', () => {
    const page = readFileSync(new URL('../docs/reproduce.md', import.meta.url), 'utf8');
    for (const { id, files, origin } of tableSources) {
      expect(page).toContain(`| \`${id}\` | ${files.map((file) => `\`${file}\``).join(' or ')} |`);
      expect(page).toContain(/https:[^)]+/.exec(origin)?.[0]);
    }
  });
});

describeShared('data/nasbench201/nb201.csv.gz', 'assay reproduce with a table', (path) => {
  it('prints the published number, ours, n and the verdict', () => {
    const { code, out } = sharedAssay(['reproduce', 'counts', '--table', `nas-bench-201=${path}`]);
    expect(code).toBe(0);
    expect(out).toMatch(/c10-test +Spearman +15,625 +1 +0\.750 +0\.752 +within/);
    expect(out).toContain('18 of 18 published numbers within their tolerance');
  });

  it('calls no number published that no paper printed', () => {
    const { out } = sharedAssay(['reproduce', 'sed', '--table', path, '--sample', '60', '--runs', '2']);
    expect(out).toMatch(/seeds +specified +ours/);
    expect(out).toMatch(/of \d+ numbers from the specification of our reconstruction within their tolerance/);
    expect(out).not.toMatch(/\bpaper\b +ours|published numbers/);
  });

  it('prints one JSON object a number', () => {
    const lines = sharedAssay(['reproduce', 'sed', '--table', path, '--sample', '60', '--runs', '2', '--json'])
      .out.trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.every(({ paper }) => paper === 'sed')).toBe(true);
    expect(lines.filter(({ measured }) => measured !== null).length).toBe(6);
    // SED's paper published none of them: they are what our reconstruction was specified with.
    expect(lines.every(({ published }) => published === null)).toBe(true);
    expect(lines.filter(({ specified }) => specified !== null).length).toBe(9);
    expect(lines.find(({ table }) => table === 'nas-bench-101').reason).toContain('no table nb101_all.csv.gz');
  });
});
