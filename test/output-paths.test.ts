/** Output options of every verb: none takes an input of the command, or an empty path. */
import { existsSync, linkSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder } from './assay.js';
import { sharedAssay } from './shared-assay.js';

const cell = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';
const cwd = scratchFolder();
const run = (...args: readonly string[]) => sharedAssay(args, { cwd });
const bytes = (file: string): string => readFileSync(join(cwd, file), 'base64');

beforeAll(() => {
  expect(run('export', cell, '--to', 'onnx', '--out', 'own.onnx').code).toBe(0);
  expect(run('export', cell, '--to', 'json', '--out', 'own.json').code).toBe(0);
  symlinkSync('own.onnx', join(cwd, 'link.onnx'));
  linkSync(join(cwd, 'own.onnx'), join(cwd, 'second.onnx'));
  for (const folder of ['models', 'kept', 'trained']) mkdirSync(join(cwd, folder));
  writeFileSync(join(cwd, 'models', 'a.onnx'), readFileSync(join(cwd, 'own.onnx')));
  writeFileSync(join(cwd, 'models', 'b.json'), readFileSync(join(cwd, 'own.json')));
  writeFileSync(join(cwd, 'models', 'judge.json'), '{}');
  writeFileSync(join(cwd, 'trained', 'network.onnx'), readFileSync(join(cwd, 'own.onnx')));
  writeFileSync(join(cwd, 'kk.csv'), `arch,accuracy\n"${cell}",91\n`);
  writeFileSync(join(cwd, 'kept', 'scores.csv'), `arch,accuracy\n"${cell}",91\n`);
  writeFileSync(join(cwd, 'cells.txt'), `${cell}\n`);
});

describe('an output that is an input of the command', () => {
  it.each([
    [
      'a model exported over itself',
      ['export', 'own.onnx', '--to', 'onnx', '--weights', 'none', '--out', 'own.onnx'],
      'own.onnx',
    ],
    ['the same over a link to it', ['export', 'own.onnx', '--to', 'onnx', '--out', 'link.onnx'], 'own.onnx'],
    ['the same from a link to it', ['export', './link.onnx', '--to', 'onnx', '--out=own.onnx'], 'own.onnx'],
    ['the same over its second name', ['export', 'own.onnx', '--to', 'onnx', '--out', 'second.onnx'], 'own.onnx'],
    ['a report over a model', ['score', 'own.onnx', '--proxy', 'sed', '--report', join(cwd, 'own.onnx')], 'own.onnx'],
    ['a report over a list', ['score', 'cells.txt', '--proxy', 'sed', '--report', 'cells.txt'], 'cells.txt'],
    ['a report over a model of a folder', ['score', 'models', '--proxy', 'sed', '--report', 'models/a.onnx'], 'models/a.onnx'],
    [
      'a report over an architecture of a folder',
      ['score', 'models', '--proxy', 'sed', '--report', 'models/b.json'],
      'models/b.json',
    ],
    ['a judgement over its accuracies', ['fit', 'nas-bench-201', '--known', 'kk.csv', '--out', 'kk.csv'], 'kk.csv'],
    ['a report over a judgement', ['score', 'cells.txt', '--proxy', 'sed,fitted:kk.csv', '--report', 'kk.csv'], 'kk.csv'],
    [
      'scores over a table',
      ['search', 'nas-bench-201', '--table', 'kept/scores.csv', '--proxy', 'sed', '--out', 'kept'],
      'kept/scores.csv',
    ],
    ['scores over a list', ['score', 'kept/scores.csv', '--proxy', 'sed', '--out', './kept'], 'kept/scores.csv'],
    [
      'a training over its network',
      ['train', 'trained/network.onnx', '--data', 'none', '--out', 'trained'],
      'trained/network.onnx',
    ],
  ])('refuses %s', (_, args, file) => {
    const before = bytes(file);
    const { code, out, err } = run(...args);
    expect(err).toMatch(/^assay: --(out|report): expected another file than those that the command reads, got .*\n$/);
    expect([code, out, bytes(file)]).toEqual([2, '', before]);
  });

  it('says over which one a link is', () => {
    expect(run('export', 'own.onnx', '--to', 'onnx', '--out', 'link.onnx').err).toBe(
      'assay: --out: expected another file than those that the command reads, got link.onnx, over own.onnx (nothing was written)\n',
    );
  });

  it('lets earlier outputs be replaced, beside models too', () => {
    for (const report of ['report.html', 'models/report.html'])
      for (const turn of ['first', 'second'])
        expect([turn, run('score', 'models', '--proxy', 'params', '--report', report).code]).toEqual([turn, 0]);
    // JSON that is no model.
    writeFileSync(join(cwd, 'models', 'judge.json'), '{"weights": {}}');
    expect(run('score', 'models', '--proxy', 'params', '--report', 'models/judge.json').code).toBe(0);
    expect(run('score', 'trained/network.onnx', '--proxy', 'params', '--out', 'trained').code).toBe(0);
  });
});

describe('an empty output', () => {
  it.each([
    ['search', ['search', 'nas-bench-201', '--proxy', 'sed', '--out', ''], '--out', '<dir>'],
    ['search that goes on', ['search', 'nas-bench-201', '--proxy', 'sed', '--resume', ''], '--resume', '[dir]'],
    ['score', ['score', 'cells.txt', '--proxy', 'sed', '--report', ''], '--report', '<file>'],
    ['export', ['export', 'own.onnx', '--to', 'json', '--out', ' '], '--out', '<file>'],
    ['a cache', ['search', 'nas-bench-201', '--cache', ''], '--cache', '<place>'],
    ['a site', ['studio', '--export', ''], '--export', '<site>'],
  ])('is refused by %s', (_, args, flag, value) => {
    expect(run(...args)).toEqual({ code: 1, out: '', err: `assay: ${flag}: expected ${value}, got an empty text\n` });
    expect(existsSync(join(cwd, 'journal.jsonl'))).toBe(false);
  });
});
