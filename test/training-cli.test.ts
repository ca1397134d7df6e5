/** `assay train` as a user runs it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readOnnxFile } from '../src/platform/node/files/onnx-file.js';
import { sharedAssay } from './shared-assay.js';
import { describeShared } from './shared.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-training-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));
const cell = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|avg_pool_3x3~2|';

describeShared('data/images', 'assay train', (images) => {
  const same = ['train', cell, '--space', 'nas-bench-201:C=4:N=1', '--data', images, '--batch', '256', '--epochs', '2'];

  it('writes the network, a report and every epoch, and goes on to the same bytes', async () => {
    const out = join(folder, 'run');
    const first = sharedAssay([...same, '--out', out, '--json']);
    expect(first.code).toBe(0);
    const { accuracy, epochs, files } = JSON.parse(first.out) as { accuracy: number; epochs: object[]; files: string[] };
    expect(accuracy).toBeGreaterThan(0);
    expect(epochs).toHaveLength(2);
    expect(first.err).toMatch(/epoch 2: training loss [\d.]+, [\d.]+ %; validation loss [\d.]+, [\d.]+ %/);
    const names = ['network.onnx', 'network.py', 'network.safetensors', 'report.html', 'training.json'];
    expect(files).toEqual(names.map((name) => join(out, name)));
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('validation');
    const model = await readOnnxFile(join(out, 'network.onnx'));
    expect([...model.weights.values()].some((own) => own.variance !== undefined)).toBe(true);
    model.close();
    const bytes = readFileSync(join(out, 'network.onnx'));
    expect(sharedAssay([...same, '--resume', out]).code).toBe(0);
    expect(readFileSync(join(out, 'network.onnx')).equals(bytes)).toBe(true);
  });

  it.each([
    [['--batch', '2000'], 1, '--batch: expected at most the 1024 images of data'],
    [['--lr', '0'], 1, '--lr: expected a number above 0, got 0'],
    [['--resume', join(folder, 'nowhere')], 1, '--resume: expected the folder of a training'],
    [['--validation', '7'], 1, '--validation: expected a share between 0 and 1, or a source of images, got 7'],
  ])('%j is one line with its exit code', async (change, code, message) => {
    const outcome = sharedAssay([...same, ...change]);
    expect([outcome.code, outcome.err.trim().split('\n').length]).toEqual([code, 1]);
    expect(outcome.err).toContain(message);
  });

  it('reads what it wrote, and trains it further from its weights', async () => {
    const model = join(folder, 'run', 'network.onnx');
    const tuned = sharedAssay([
      'train',
      model,
      '--init',
      'keep',
      '--data',
      images,
      '--epochs',
      '1',
      '--batch',
      '512',
      '--lr',
      '0.001',
      '--out',
      join(folder, 'tuned'),
      '--json',
    ]);
    const before = (
      JSON.parse(readFileSync(join(folder, 'run', 'training.json'), 'utf8')) as { epochs: { validationLoss: number }[] }
    ).epochs[1];
    const after = (JSON.parse(tuned.out) as { epochs: { validationLoss: number }[] }).epochs[0];
    expect(Math.abs(after.validationLoss - before.validationLoss)).toBeLessThan(0.3);
  });

  it('says which file is no set of images', async () => {
    const path = join(folder, 'words.txt');
    writeFileSync(path, 'words');
    const outcome = sharedAssay([...same, '--data', path]);
    expect([outcome.code, outcome.err]).toEqual([2, expect.stringContaining('records of 3073 bytes, got 5 bytes')]);
  });
});
