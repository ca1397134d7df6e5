/** Bad input of every verb: one line and the right exit code. */
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { launcher, scratchFolder } from './assay.js';
import { sharedAssay } from './shared-assay.js';
import { sharedPath } from './shared.js';

const good = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';
const misspelt = '|nor_conv_3x4~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';
const oneLine = (text: string): void => expect(text.trim().split('\n').length, text).toBe(1);

describe('bad input gives one line and the right exit code', () => {
  const cifar = sharedPath('data', 'images', 'cifar10_test_0-255.bin.gz');
  const folder = scratchFolder();
  const truncated = join(folder, 'truncated.bin');
  writeFileSync(truncated, Buffer.alloc(5000));
  const table = join(folder, 'table.csv');
  writeFileSync(table, `arch,something,other\n"${good}",1,2\n`);
  const brokenIr = join(folder, 'broken.json');
  writeFileSync(brokenIr, '{"format":"assay-architecture","version":1');

  it.each([
    ['an unknown proxy', ['score', good, '--proxy', 'epsillon'], 1, 'did you mean "epsilon"?'],
    ['an unknown option of a proxy', ['score', good, '--proxy', 'epsilon:bach=3'], 1, 'did you mean "batch"?'],
    [
      'an unknown space',
      ['search', 'nas-bench-2O1'],
      1,
      'assay: space: expected a known space, got "nas-bench-2O1" (did you mean "nas-bench-201"?)',
    ],
    ['an unknown op', ['score', misspelt], 2, 'did you mean "nor_conv_3x3"?'],
    ['a malformed string', ['score', '|a|b|', '--space', 'nas-bench-201'], 2, 'expected |op~0|+|op~0|op~1|+|op~0|op~1|op~2|'],
    ['an unknown data source', ['score', good, '--data', 'rump'], 1, 'did you mean "ramp"?'],
    ['a truncated CIFAR file', ['score', good, '--data', `cifar10:${truncated}`], 2, 'complete records of 3073 bytes'],
    ['a missing CIFAR file', ['score', good, '--data', `cifar10:${folder}/none.bin`], 2, 'no such file'],
    [
      'a missing CIFAR file that nothing reads',
      ['score', good, '--proxy', 'sed', '--data', `cifar10:${folder}/none.bin`],
      2,
      'no such file',
    ],
    [
      'a missing folder that nothing reads',
      ['score', good, '--proxy', 'sed', '--data', `folder:${folder}/none`],
      2,
      'no such file',
    ],
    ['a table without the needed column', ['bench', 'nas-bench-201', '--table', table], 2, 'nb201_c10_test200'],
    ['a missing table', ['bench', 'nas-bench-201', '--table', `${folder}/none.csv`], 2, 'no such file'],
    [
      'a missing space file',
      ['search', `${folder}/none.mjs`],
      2,
      'none.mjs: expected a module that can be imported, got no such',
    ],
    ['a missing proxy file', ['score', good, '--proxy', `${folder}/none.mjs`], 2, 'got no such file'],
    ['a missing judgement', ['score', good, '--proxy', `fitted:${folder}/none.json`], 2, 'no such file'],
    ['a fitted judgement without its file', ['score', good, '--proxy', 'fitted'], 1, 'such as fitted:judge.json, got fitted'],
    ['a missing list of known accuracies', ['check', 'nas-bench-201', '--known', `${folder}/none.csv`], 2, 'no such file'],
    [
      'a missing latency table',
      ['search', 'nas-bench-201', '--latency-table', `${folder}/none.json`, '--where', 'predictedLatencyMs<1'],
      2,
      'no such file',
    ],
    ['no best', ['search', 'nas-bench-201', '--top', '-1'], 1, '--top: expected an integer of at least 1, got -1'],
    [
      'a target that is no column',
      ['bench', 'nas-bench-201', '--table', table, '--target', 'somthing'],
      1,
      '--target: expected a target or a column of table',
    ],
    [
      'an accuracy that is no column',
      ['simulate', 'nas-bench-201', '--table', table, '--accuracy', 'acc', '--cost', '1'],
      1,
      '--accuracy: expected a column of table',
    ],
    [
      'a cost that is no column',
      ['simulate', 'nas-bench-201', '--table', table, '--accuracy', 'something', '--cost', 'hours'],
      1,
      '--cost: expected a column of table',
    ],
    [
      'a folder without a run',
      ['search', 'nas-bench-201', '--resume', join(folder, 'nowhere')],
      2,
      '--resume: expected the folder of a run',
    ],
    ['an unwritable folder', ['search', 'nas-bench-201', '--proxy', 'sed', '--out', '/proc/assay'], 1, '/proc/assay'],
    [
      'a report in a folder that is not there',
      ['score', 'none.json', '--report', 'none/report.html'],
      1,
      '--report: expected a file that can be written at "none/report.html", got no such file or folder',
    ],
    ['a latency table that is a folder', ['latency', 'nas-bench-201', '--out', folder], 1, 'got a folder'],
    [
      'an imported table of another ending',
      ['import', 'none.csv', '--out', 'none.txt'],
      1,
      '--out: expected a file ending in .parquet',
    ],
    ['a broken IR file', ['score', brokenIr], 2, 'broken.json'],
    ['a file that is not there', ['score', 'cells.txt'], 2, 'cells.txt'],
    ['an unknown searcher', ['search', 'nas-bench-201', '--searcher', 'randm'], 1, 'did you mean "random"?'],
    ['an unknown combination', ['search', 'nas-bench-201', '--combine', 'rank-som'], 1, 'did you mean "rank-sum"?'],
    [
      'a weight of a proxy that is not scored',
      [
        'search',
        'nas-bench-201:C=1:N=1:size=8',
        '--proxy',
        'sed',
        '--combine',
        'rank-sum:epsilon=1',
        '--searcher',
        'random',
        '--budget',
        '5',
        '--out',
        join(folder, 'weights'),
      ],
      1,
      'epsilon',
    ],
    ['a batch of one', ['score', good, '--batch', '0'], 1, '--batch'],
    ['nothing to score', ['score', '-'], 2, 'at least one architecture'],
    ['a second proxy of the same text', ['score', good, '--proxy', 'sed,sed'], 1, 'twice'],
  ])('%s', (_, args, code, message) => {
    const finished = sharedAssay(args, { cwd: folder });
    expect(finished.err).toContain(message);
    expect(finished.code).toBe(code);
    expect(finished.out).toBe('');
    oneLine(finished.err);
  });

  it.skipIf(cifar === undefined)('a batch beyond the images there are', () => {
    const finished = sharedAssay(['score', good, '--data', `cifar10:${cifar}`, '--batch', '300']);
    expect(finished.code).toBe(2);
    expect(finished.err).toContain('256');
    oneLine(finished.err);
  });

  it('takes integers with an exponent, and refuses fractions and what is too large to count', () => {
    expect(
      sharedAssay(['bench', 'nas-bench-201', '--table', table, '--target', 'something', '--sample', '1e0'], { cwd: folder }).err,
    ).toContain('--sample: expected an integer of at least 2, got 1\n');
    for (const text of ['1.5', 'NaN', '1e400', '1e16', 'ten']) {
      const { code, err } = sharedAssay(['search', 'nas-bench-201', '--budget', text]);
      expect([code, err]).toEqual([
        1,
        expect.stringContaining(
          `assay: --budget: expected an integer such as 500 or 1e6, up to 9007199254740991, got "${text}"\n`,
        ),
      ]);
    }
  });

  it.skipIf(!existsSync('/dev/full'))('a full standard output is a path that cannot be written', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [launcher, 'list', 'spaces'], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining('assay: standard output: expected room to write, got ENOSPC\n'),
    ]);
  });

  it('an unknown verb or flag suggests the nearest', () => {
    expect(sharedAssay(['scor', good])).toMatchObject({ code: 1 });
    expect(sharedAssay(['scor', good]).err).toContain('command: expected a known one, got "scor" (did you mean score?)');
    expect(sharedAssay(['score', good, '--prxy', 'sed'])).toMatchObject({ code: 1 });
  });

  it('begins every error in the same way, whoever noticed it', () => {
    const wrong = [
      ['scor'],
      ['score'],
      ['score', good, '--prxy', 'sed'],
      ['bench', 'nas-bench-201'],
      ['search', 'nas-bench-201', '--budget', 'ten'],
      ['bench', 'nas-bench-201', '--table', table, '--undefined', 'first'],
      ['score', good, '--proxy', 'sd'],
    ];
    for (const args of wrong) expect(sharedAssay(args).err).toMatch(/^assay: (?!error)/);
  });
});
