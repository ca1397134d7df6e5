import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { numberColumn, textColumn, type Table } from '../../benchmarks/table.js';
import { openSpace } from '../../spaces/index.js';
import { fixtureBytes, importFixture } from '../../../test/import-fixture.js';
import { describeShared } from '../../../test/shared.js';
import type { Imported, ImportOptions } from '../../benchmarks/import/index.js';
import { importFile } from './import-file.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-import-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const run = (name: string, options?: ImportOptions): Promise<Imported> => importFile(importFixture(name), options);

async function only(name: string, options?: ImportOptions): Promise<Table> {
  const { tables } = await run(name, options);
  expect(tables).toHaveLength(1);
  return tables[0].imported.table;
}

/** Row `row` as an object of the given columns, rounded where Python's sums and ours may differ in the last bit. */
function cells(table: Table, row: number, names: readonly string[]): { [column: string]: number } {
  return Object.fromEntries(names.map((name) => [name, Number(numberColumn(table, name)[row].toPrecision(12))]));
}

const trainingFiles: [string, string][] = [
  ['NAS-Bench-201-legacy.pth', 'nb201'],
  ['NAS-Bench-201-zip.pth', 'nb201'],
  ['NAS-Bench-201-archive', 'nb201'],
  ['NATS-tss-monolithic.pickle.pbz2', 'nats'],
];

describe('importFile', () => {
  it('reads trainings of NAS-Bench-201 and NATS-Bench from each of their files, without tensors', async () => {
    for (const [name, prefix] of trainingFiles) {
      const { importer, tables, source } = await run(name);
      const [{ collected, imported }] = tables;
      expect([importer.id, imported.manifest.space, collected.unmatched]).toEqual([
        prefix === 'nats' ? 'nats' : 'nas-bench-201',
        'nas-bench-201',
        0,
      ]);
      expect(source.sha256).toMatch(/^[0-9a-f]{64}$/);
      const { table } = imported;
      expect(textColumn(table, 'arch')[1]).toBe(
        '|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|',
      );
      // Seeds 777 and 888; x-valid is the first set, x-test the second, ori-test of cifar10 the first.
      const of = (column: string): string => `${prefix}_${column}`;
      expect(
        cells(table, 1, [
          of('c10_test5'),
          of('c10v_val5'),
          of('c10v_test5'),
          of('c100_val5'),
          of('c100_test5'),
          of('c10_train5'),
          of('c10_train_seconds5'),
          of('c10_seeds5'),
          of('c10_test2'),
          of('c10_latency'),
          'params_c10',
          'macs_c100',
        ]),
      ).toEqual({
        [of('c10_test5')]: 14.8325,
        [of('c10v_val5')]: 14.8325,
        [of('c10v_test5')]: 15.8325,
        [of('c100_val5')]: 14.8325,
        [of('c100_test5')]: 15.8325,
        [of('c10_train5')]: 55,
        [of('c10_train_seconds5')]: 10,
        [of('c10_seeds5')]: 2,
        [of('c10_test2')]: 11.111,
        [of('c10_latency')]: 0.01,
        params_c10: 200_000,
        macs_c100: 3_000_000,
      });
      expect(imported.manifest.rows).toBe(name.endsWith('archive') ? 2 : 3);
    }
  });

  it('names the files of a folder that repeat an architecture', async () => {
    const twice = join(folder, 'NAS-Bench-201-twice');
    cpSync(importFixture('NAS-Bench-201-archive'), twice, { recursive: true });
    cpSync(join(twice, '000001-FULL.pth'), join(twice, 'copy-FULL.pth'));
    const {
      tables: [{ collected }],
      notes,
    } = await importFile(twice);
    expect([collected.architectures.length, collected.duplicates]).toEqual([2, { equal: 1, different: 0 }]);
    expect(notes).toEqual([
      '1 file repeats the architecture of an earlier file (in brackets); the first file is used: copy-FULL.pth (000001-FULL.pth)',
    ]);
    const nats = join(folder, 'NATS-twice');
    for (const name of ['a', 'b']) {
      mkdirSync(join(nats, name), { recursive: true });
      cpSync(importFixture('NATS-tss-monolithic.pickle.pbz2'), join(nats, name, '000000.pickle.pbz2'));
    }
    const again = await importFile(nats);
    expect([again.tables[0].collected.duplicates, again.notes]).toEqual([
      { equal: 3, different: 0 },
      [
        '1 file repeats the architecture of an earlier file (in brackets); the first file is used: b/000000.pickle.pbz2 (a/000000.pickle.pbz2)',
      ],
    ]);
  });

  it("reads NASLib's trimmed table", async () => {
    const table = await only('nb201_cifar10_full_training.pickle');
    expect(cells(table, 2, ['naslib_c10v_eval2', 'naslib_c10v_train2', 'naslib_c10v_flops'])).toEqual({
      naslib_c10v_eval2: 52,
      naslib_c10v_train2: 62,
      naslib_c10v_flops: 9.5,
    });
  });

  it('reads NAS-Bench-101, checks every CRC, and counts a cell whose hash is not its own', async () => {
    const { tables } = await run('nasbench_small.tfrecord');
    const [
      {
        collected,
        imported: { table },
      },
    ] = tables;
    expect(textColumn(table, 'arch')).toEqual([
      '0110000000100100000010000110000001000000010000000:input,conv3x3-bn-relu,maxpool3x3,conv1x1-bn-relu,conv3x3-bn-relu,maxpool3x3,output',
    ]);
    expect(
      cells(table, 0, ['params', 'test108', 'test108_run1', 'test108_run3', 'val108_run2', 'train108', 'seconds108']),
    ).toEqual({
      params: 1_000_000,
      test108: 41,
      test108_run1: 40,
      test108_run3: 42,
      val108_run2: 51,
      train108: 60,
      seconds108: 201,
    });
    expect([collected.unmatched, collected.unmatchedExamples]).toEqual([
      1,
      [expect.stringMatching(/^nasbench_small\.tfrecord record 1: module hash [0-9a-f]{32}, not 0{32} as in the file$/)],
    ]);
  });

  it('reads the sweeps of NDS into a table each, and distinguishes repetitions from contradictions', async () => {
    const { importer, tables } = await run('nds.zip');
    expect(importer.id).toBe('nds');
    expect(tables.map(({ collected: { name, space, architectures } }) => [name, space, architectures.length])).toEqual([
      ['DARTS', 'nds-darts', 2],
      ['DARTS_lr-wd', 'nds-darts', 1],
      ['ResNet', 'nds-resnet', 2],
    ]);
    expect(cells(tables[0].imported.table, 1, ['test', 'test_best', 'train', 'params', 'macs', 'epochs', 'optim_wd'])).toEqual({
      test: 87,
      test_best: 89,
      train: 95,
      params: 1_000_001,
      macs: 200_000_001,
      epochs: 3,
      optim_wd: 5e-4,
    });
    const { collected } = tables[1];
    expect([collected.unmatched, collected.duplicates]).toEqual([1, { equal: 1, different: 1 }]);
    expect(collected.unmatchedExamples[0]).toMatch(/^nds-darts architecture.* expected/);
    expect(collected.duplicateExamples[0]).toMatch(/^\{"genotype".*: params 1000000, then 1000002$/);
    expect((await run('nds.zip', { space: openSpace('nds-resnet') })).tables.map(({ collected: { name } }) => name)).toEqual([
      'ResNet',
    ]);
  });

  it('reads the scores of NAS-Bench-Suite-Zero, old, final and of a run', async () => {
    const final = await only('zc_nasbench201.json');
    expect(final.names).toEqual([
      'arch',
      'cifar10_val_accuracy',
      'cifar10_synflow',
      'cifar10_synflow_seconds',
      'cifar10_jacov_seconds',
      'cifar10_nwot_seconds',
      'cifar100_val_accuracy',
      'cifar100_synflow',
      'cifar100_synflow_seconds',
      'cifar100_jacov_seconds',
      'cifar100_nwot_seconds',
    ]);
    expect(cells(final, 1, ['cifar10_synflow', 'cifar100_val_accuracy'])).toEqual({
      cifar10_synflow: 41,
      cifar100_val_accuracy: 91,
    });
    expect(textColumn(final, 'arch')[0]).toMatch(/^\|/);
    const old = await only('zc_old.json', { format: 'zero-cost' });
    expect(cells(old, 1, ['cifar10_synflow', 'cifar10_val_accuracy'])).toEqual({ cifar10_synflow: 41, cifar10_val_accuracy: 81 });
    const {
      tables: [
        {
          imported: { table, manifest },
        },
      ],
    } = await run('benchmark--transbench101_micro--jigsaw--0.json');
    expect([manifest.space, ...textColumn(table, 'arch')]).toEqual(['transnas-micro', '64-41414-1_30_221', '64-41414-0_03_221']);
    expect(cells(table, 1, ['jigsaw_snip', 'jigsaw_val_accuracy'])).toEqual({ jigsaw_snip: 2, jigsaw_val_accuracy: 91 });
  });

  it('reads both spaces of TransNAS-Bench-101', async () => {
    const { tables } = await run('transnas-bench_small.pth');
    expect(tables.map(({ collected: { name, architectures } }) => [name, ...architectures])).toEqual([
      ['transnas-macro', '64-1234-basic', '64-4231-basic'],
      ['transnas-micro', '64-41414-1_32_031', '64-41414-3_33_333'],
    ]);
    expect(
      cells(tables[1].imported.table, 1, [
        'class_scene_valid_top1',
        'class_scene_valid_top1_best',
        'normal_valid_ssim',
        'class_scene_encoder_params',
      ]),
    ).toEqual({
      class_scene_valid_top1: 16,
      class_scene_valid_top1_best: 17,
      normal_valid_ssim: 15,
      class_scene_encoder_params: 1011,
    });
    expect(tables[0].imported.manifest.columns.filter(({ byDefault }) => byDefault).map(({ target }) => target)).toEqual([
      'class_scene',
      'normal',
      'room_layout',
    ]);
  });

  it('reads the logs of NAS-Bench-NLP, several trainings of a recipe as one row', async () => {
    const table = await only('train_logs_small.zip');
    expect(cells(table, 0, ['test_loss', 'val_loss', 'train_loss', 'trainings', 'failures', 'params'])).toEqual({
      test_loss: 4.5,
      val_loss: 5,
      train_loss: 3.5,
      trainings: 2,
      failures: 0,
      params: 1234,
    });
    expect(cells(table, 1, ['test_loss', 'trainings', 'failures'])).toEqual({ test_loss: 4.5, trainings: 2, failures: 1 });
    expect(numberColumn(table, 'test_perplexity')[0]).toBeCloseTo(Math.exp(4.5), 10);
  });

  it('reads HW-NAS-Bench, and says what it leaves out', async () => {
    const { tables, notes } = await run('HW-NAS-Bench-small.pickle');
    expect(
      cells(tables[0].imported.table, 2, [
        'c10_edgegpu_latency',
        'c10_fpga_latency',
        'c100_edgegpu_energy',
        'c100_average_hw_metric',
      ]),
    ).toEqual({ c10_edgegpu_latency: 2, c10_fpga_latency: 5, c100_edgegpu_energy: 103, c100_average_hw_metric: 102 });
    expect(notes).toEqual(['the part "fbnet" holds costs of operators, not of architectures, and is left out']);
  });

  it('reads a table of columns, with the architecture made from several', async () => {
    const space = openSpace('nas-bench-101');
    const path = file(
      'own.csv.gz',
      gzipSync('vertices,edge_bits,ops,correct,note\n7,1205349,02001,9197,a\n7,1205349,02001,9197,b\n2,1,,5000,c\n2,0,,1,d\n'),
    );
    const { tables, notes } = await importFile(path, { space, architecture: 'bits:{vertices},{edge_bits},{ops}' });
    const [{ collected, imported }] = tables;
    expect([imported.table.rows, collected.duplicates.equal, collected.unmatched]).toEqual([2, 1, 1]);
    expect(collected.unmatchedExamples[0]).toMatch(/expected a path from input to output, got none/);
    expect(notes).toEqual(['columns without numbers are left out: note']);
    const marked = await importFile(path, {
      space,
      architecture: 'bits:{vertices},{edge_bits},{ops}',
      targets: ['test=correct'],
    });
    expect(marked.tables[0].imported.manifest.columns.at(-1)).toMatchObject({ name: 'correct', target: 'test', byDefault: true });
    await expect(
      importFile(path, { space, architecture: 'bits:{vertices},{edge_bits},{ops}', targets: ['corect'] }),
    ).rejects.toThrow('targets: expected a column of table own.csv.gz, got "corect" (did you mean "correct"?)');
    await expect(importFile(path)).rejects.toThrow(
      'space: expected the space whose architectures the table lists, got none (such as `space` nas-bench-201; assay list spaces names them)',
    );
    await expect(importFile(path, { space })).rejects.toThrow(
      /expected a column "arch", got vertices, edge_bits, .* \(say which columns make up the architecture/,
    );
    await expect(importFile(path, { space, architecture: '{vertex}' })).rejects.toThrow(
      'architecture: expected a column of table own.csv.gz, got "vertex" (did you mean "vertices"?)',
    );
    await expect(importFile(path, { space, architecture: 'x' })).rejects.toThrow('architecture: expected a template');
  });

  it('reports progress up to the total that it announced', async () => {
    const seen: number[] = [];
    await run('NAS-Bench-201-legacy.pth', { onProgress: (done, total) => seen.push(done / total) });
    expect(Math.max(...seen)).toBeLessThanOrEqual(1);
    expect(seen.at(-1)).toBeGreaterThan(0.9);
  });
});

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

describe('the digest', () => {
  it('of a file is that of its bytes, and of a folder changes with any byte', async () => {
    const path = join(folder, 'digest');
    mkdirSync(path);
    for (const name of ['000000-FULL.pth', '000001-FULL.pth'])
      cpSync(importFixture(`NAS-Bench-201-archive/${name}`), join(path, name));
    const before = (await importFile(path)).source;
    appendFileSync(join(path, '000001-FULL.pth'), 'x');
    const after = (await importFile(path)).source;
    expect(after.bytes).toBe(before.bytes + 1);
    expect(after.sha256).not.toBe(before.sha256);
  });
});
