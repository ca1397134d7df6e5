import { appendFileSync, cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { numberColumn, textColumn, type Table } from '../../../benchmarks/table.js';
import { openSpace } from '../../../spaces/index.js';
import { importFixture, importFolder } from '../../../../test/import-fixture.js';
import type { Imported, ImportOptions } from '../../../benchmarks/import/index.js';
import { importFile } from './import-file.js';

const { folder, file } = importFolder();

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
