/** How model files are read: the options that say it in verbs of folders and spaces, and remarks of a model that is a space. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from './assay.js';
import { floats, image, int, ints, node, onnxModel } from './onnx-graph.js';
import { sharedAssay } from './shared-assay.js';

const cell = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';
const folder = scratchFolder();
const run = (...args: readonly string[]): ReturnType<typeof sharedAssay> => sharedAssay(args, { cwd: folder });
const oneLine = (text: string): void => expect(text.trim().split('\n').length, text).toBe(1);

mkdirSync(join(folder, 'models'));
run('export', cell, '--space', 'nas-bench-201:C=4:N=1', '--to', 'onnx', '--out', 'models/a.onnx');

describe('ways to read models', () => {
  mkdirSync(join(folder, 'open-lengths'));
  for (const channels of [4, 6])
    writeFileSync(
      join(folder, 'open-lengths', `net${channels}.onnx`),
      onnxModel({
        nodes: [node('Conv', 'x w', 'y'), node('Relu', 'y', 'z')],
        inputs: [image(['batch', 3, 'height', 'width'])],
        initializers: [floats('w', [channels, 3, 3, 3])],
        outputs: ['z'],
      }),
    );

  it.each(['score', 'search'])('are settings of a run of %s, so that other ones do not continue it', (verb) => {
    const models = (...more: string[]) => run(verb, 'open-lengths', '--proxy', 'macs', ...more);
    const out = `open-${verb}`;
    const shape = ['--shape', 'x=1,3,16,16'];
    expect(models().err).toContain('say its shape: --shape x=1,3,224,224');
    expect(models(...shape, '--outputs', 'y', '--out', out).code).toBe(0);
    const scores = readFileSync(join(folder, out, 'scores.csv'), 'utf8');
    const changed = models('--shape', 'x=1,3,32,32', '--outputs', 'y', '--resume', out);
    expect([changed.code, changed.err]).toEqual([
      1,
      expect.stringContaining(
        'expected models read with shape x=1,3,16,16, outputs y, as in the journal of that run, got models read with shape x=1,3,32,32, outputs y',
      ),
    ]);
    expect(models(...shape, '--resume', out).err).toContain('got models read with shape x=1,3,16,16 (');
    expect(models(...shape, '--outputs', 'y', '--resume', out).code).toBe(0);
    expect(readFileSync(join(folder, out, 'scores.csv'), 'utf8')).toBe(scores);
  });

  it.each([
    ['score', '--outputs'],
    ['score', '--shape'],
    ['search', '--outputs'],
    ['search', '--shape'],
  ])('are refused by %s where nothing is read: %s', (verb, option) => {
    const value = option === '--shape' ? 'x=1,3,16,16' : 'y';
    const given = verb === 'score' ? [cell, '--proxy', 'macs'] : ['nas-bench-201:C=4:N=1', '--proxy', 'macs', '--budget', '3'];
    const { code, err } = run(verb, ...given, option, value);
    expect([code, err]).toEqual([
      1,
      expect.stringMatching(
        new RegExp(`^assay: ${option}: expected (an .onnx file|a folder of models), because it applies only`),
      ),
    ]);
    oneLine(err);
  });

  it('are named in the text of a model that is a space', () => {
    const { code, err } = run('search', './models/a.onnx', '--shape', 'x=1,3,16,16');
    expect([code, err]).toEqual([
      1,
      expect.stringContaining("(a model's space has it in its text: ./model.onnx:shape=image=1,3,224,224)"),
    ]);
  });
});

describe('a model that is a space', () => {
  writeFileSync(
    join(folder, 'tail.onnx'),
    onnxModel({
      nodes: [node('Conv', 'x w', 'y', { pads: ints([1, 1, 1, 1]) }), node('ArgMax', 'y', 'z', { axis: int(1) })],
      initializers: [floats('w', [16, 3, 3, 3])],
      outputs: ['z'],
    }),
  );

  it.each([
    ['search', ['./tail.onnx', '--proxy', 'macs', '--out', 'tail-run']],
    ['shrink', ['tail.onnx', '--proxy', 'macs', '--out', 'tail-shrunk']],
    ['shrink --dry-run', ['tail.onnx', '--dry-run']],
  ])('says once in %s what of its file was not understood', (verb, more) => {
    const { code, err } = run(...verb.split(' '), ...more);
    expect([code, err.match(/tail\.onnx: cut off at .*ArgMax.*: the nodes after it only decode/g)?.length, err]).toEqual([
      0,
      1,
      err,
    ]);
  });
});
