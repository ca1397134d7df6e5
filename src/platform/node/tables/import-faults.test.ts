/** Files that are damaged, cut short, hostile or of another kind: one line each, and no table. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fixtureBytes, importFixture, importFolder } from '../../../../test/import-fixture.js';
import type { ImportOptions } from '../../../benchmarks/import/index.js';
import { openSpace } from '../../../spaces/index.js';
import { importFile } from './import-file.js';

const { folder, file } = importFolder();

describe('importFile, given something wrong', () => {
  const refused = (path: string, message: string | RegExp, options?: ImportOptions): Promise<void> =>
    expect(importFile(path, options)).rejects.toThrow(message);

  it('says so in one line', async () => {
    await refused(join(folder, 'none.pth'), 'none.pth: expected a file or folder to import, got no such file or folder');
    mkdirSync(join(folder, 'empty'));
    await refused(join(folder, 'empty'), 'empty: expected a folder with files, got an empty one');
    const known = 'expected a benchmark file as its authors publish and name it, or a .csv, got';
    await refused(
      file('what.bin', 'hello'),
      new RegExp(
        `^what\\.bin: ${known} text \\(if it is one with another name, name its format: \`as\` nats, .*; the help of assay import describes each\\)$`,
      ),
    );
    await refused(file('none.bin', ''), `none.bin: ${known} an empty file`);
    await refused(file('odd.bin', '\0\x01\x02'), `odd.bin: ${known} a file of unknown kind`);
    mkdirSync(join(folder, 'notes'));
    file('notes/a.txt', 'hello');
    await refused(join(folder, 'notes'), `notes: ${known} a folder without files with such names`);
    await refused(importFixture('nds.zip'), /^format: .*format.*"nats"/, { format: 'nts' });
    await refused(importFixture('nds.zip'), 'nds.zip: expected files such as 000000.pickle.pbz2, got none', { format: 'nats' });
    await refused(
      importFixture('NAS-Bench-201-zip.pth'),
      'space: expected a space that nas-bench-201 holds: nas-bench-201, got darts',
      { space: openSpace('darts') },
    );
    await refused(
      importFixture('nb201_cifar10_full_training.pickle'),
      'nb201_cifar10_full_training.pickle: expected a .pth file, got none',
      { format: 'nas-bench-201' },
    );
  });

  it('names truncated archives', async () => {
    const cut = (name: string, share = 0.6): string =>
      file(name, fixtureBytes(name).slice(0, Math.floor(share * fixtureBytes(name).length)));
    await refused(cut('nds.zip'), /^nds\.zip: expected a complete zip, got .* \(the file is truncated or damaged\)$/);
    await refused(cut('NAS-Bench-201-zip.pth'), /expected a complete zip/);
    await refused(
      cut('NAS-Bench-201-legacy.pth'),
      /^NAS-Bench-201-legacy\.pth byte \d+: expected \d+ more bytes, got the end \(the file is truncated\)$/,
    );
    await refused(
      cut('NATS-tss-monolithic.pickle.pbz2'),
      /^NATS-tss-monolithic\.pickle\.pbz2: expected a complete bzip2 file, got its end within a block \(the file is truncated\)$/,
    );
    await refused(cut('nasbench_small.tfrecord'), /^nasbench_small\.tfrecord byte \d+: expected \d+ more bytes, got the end/);
    await refused(cut('zc_nasbench201.json'), /^zc_nasbench201\.json byte \d+: expected \d+ more bytes, got the end/);
    await refused(file('cut.csv.gz', gzipSync('arch,x\n'.repeat(999)).subarray(0, 30)), /expected a complete gzip file/, {
      space: openSpace('darts'),
    });
  });

  it('names wrong checksums', async () => {
    const changed = (name: string, at: number): string => {
      const bytes = fixtureBytes(name);
      bytes[at < 0 ? bytes.length + at : at] ^= 1;
      return file(name, bytes);
    };
    await refused(
      changed('nasbench_small.tfrecord', 300),
      /^nasbench_small\.tfrecord record 0: expected data with CRC [0-9a-f]+, got [0-9a-f]+ \(the file is damaged or not a TFRecord\)$/,
    );
    await refused(changed('nasbench_small.tfrecord', 3), /record 0: expected a length with CRC/);
    await refused(changed('NATS-tss-monolithic.pickle.pbz2', 10), /expected CRC [0-9a-f]{8}, got/);
    const zip = fixtureBytes('train_logs_small.zip');
    // The sum in the directory, of which the first entry begins with PK 1 2.
    zip[Buffer.from(zip).indexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 16] ^= 1;
    await refused(
      file('train_logs_small.zip', zip),
      /^train_logs_small\.zip\/train_logs\/log_stats_model_1_a_1\.json: expected CRC [0-9a-f]+, got [0-9a-f]+ \(the file is damaged\)$/,
    );
  });

  it('refuses a pickle that would run something', async () => {
    await refused(
      file('HW-NAS-Bench-bad.pickle', Buffer.from('\x80\x02cos\nsystem\nU\x02ls\x85R.', 'latin1')),
      'HW-NAS-Bench-bad.pickle byte 2: pickle opcode GLOBAL: expected a name that stands for data, got "os.system"',
    );
  });

  it('refuses another form behind an official name', async () => {
    await refused(file('HW-NAS-Bench-x.pickle', fixtureBytes('values-4.pickle')), 'expected {"nasbench201":');
    await refused(file('transnas-x.pth', fixtureBytes('NAS-Bench-201-legacy.pth')), 'expected data: {"macro"|"micro"');
    await refused(
      file('NAS-Bench-201-x.pth', fixtureBytes('values-4.pickle')),
      'expected a file of torch.save, got another pickle',
    );
    await refused(
      file('DARTS.json', '{"a": 1}'),
      'DARTS.json: expected a list of trainings, or {"top": [...], "mid": [...]}, got none',
    );
    await refused(file('zc_nasbench201.json', '[]'), 'zc_nasbench201.json: expected {data set:');
    await refused(
      file('zc_x.json', '{"cifar10": {"(1, 2)": {"val_accuracy": 1}}}'),
      'zc_x.json: expected the space in the name of the file, got zc_x.json (name it with `space`)',
    );
  });

  it('counts rows of another space, and keeps none of them', async () => {
    const {
      tables: [{ collected, imported }],
    } = await importFile(file('other.csv', `arch,acc\n${'64-1234-basic,1\n'.repeat(7)}`), { space: openSpace('nas-bench-201') });
    expect([collected.unmatched, collected.unmatchedExamples.length, imported.manifest.rows]).toEqual([7, 5, 0]);
  });
});
