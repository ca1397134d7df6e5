/** Real files of NATS-Bench against what the official library read from them. */
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { importFolder } from '../../../../test/import-fixture.js';
import { describeShared } from '../../../../test/shared.js';
import { numberColumn, textColumn } from '../../../benchmarks/table.js';
import { importFile } from './import-file.js';

const { folder } = importFolder();

describeShared('data/nats_fixtures', 'importFile on real files of NATS-Bench', (shared) => {
  type Last = { [key: string]: { [field: string]: number } };
  const expected = JSON.parse(gunzipSync(readFileSync(join(shared, 'expected.json.gz'))).toString()) as {
    [space: string]: { [index: string]: { [hp: string]: { arch_str: string; last: Last } } };
  };
  const shorts: { [set: string]: string } = {
    'cifar10-valid': 'c10v',
    cifar10: 'c10',
    cifar100: 'c100',
    'ImageNet16-120': 'in16',
  };

  it('finds every value that was read from them by the official library', async () => {
    let checked = 0;
    for (const [id, name] of [
      ['tss', 'NATS-tss-v1_0-3ffb9-simple'],
      ['sss', 'NATS-sss-v1_0-50262-simple'],
    ]) {
      const {
        tables: [
          {
            imported: { table },
            collected,
          },
        ],
        notes,
      } = await importFile(join(shared, name));
      expect([collected.unmatched, collected.duplicates, notes.length]).toEqual([0, { equal: 0, different: 0 }, 1]);
      for (const states of Object.values(expected[id])) {
        for (const { arch_str: arch, last } of Object.values(states)) {
          const row = textColumn(table, 'arch').indexOf(arch);
          expect(row).toBeGreaterThanOrEqual(0);
          const sums = new Map<string, number[]>();
          for (const [key, fields] of Object.entries(last)) {
            const short = shorts[key.split('|')[0]];
            const put = (column: string, value: number | undefined): unknown =>
              value === undefined ? undefined : sums.set(column, [...(sums.get(column) ?? []), value]);
            put(`nats_${short}_train${fields['epochs']}`, fields['train_acc1']);
            put(`nats_${short}_val${fields['epochs']}`, fields['x-valid']);
            put(`nats_${short}_test${fields['epochs']}`, fields['x-test'] ?? fields['ori-test']);
            if (short !== 'c10v') put(`params_${short}`, Math.round(fields['params'] * 1e6));
            if (short !== 'c10v') put(`macs_${short}`, Math.round(fields['flop'] * 1e6));
          }
          for (const [column, values] of sums) {
            expect(numberColumn(table, column)[row], `${arch} ${column}`).toBeCloseTo(
              values.reduce((sum, value) => sum + value, 0) / values.length,
              10,
            );
            checked++;
          }
        }
      }
    }
    expect(checked).toBeGreaterThan(200);
  });

  it('stops at a damaged file of a folder, and names it', async () => {
    const copy = join(folder, 'NATS-copy');
    cpSync(join(shared, 'NATS-tss-v1_0-3ffb9-simple'), copy, { recursive: true });
    rmSync(join(copy, '000011.pickle.pbz2'), { force: true });
    writeFileSync(
      join(copy, '000011.pickle.pbz2'),
      readFileSync(join(shared, 'NATS-tss-v1_0-3ffb9-simple/000011.pickle.pbz2')).subarray(0, 30_000),
    );
    await expect(importFile(copy)).rejects.toThrow(
      'NATS-copy/000011.pickle.pbz2: expected a complete bzip2 file, got its end within a block (the file is truncated)',
    );
  });
});
