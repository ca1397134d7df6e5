/** What the command line does with texts that it did not write: of any length, of any characters. */
import { describe, expect, it } from 'vitest';
import { sharedAssay } from './shared-assay.js';

/** A genotype as DARTS publishes it: longer than the name of a file may be. */
const darts =
  "Genotype(normal=[('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0), ('avg_pool_3x3', 1), ('sep_conv_5x5', 3), ('dil_conv_5x5', 1), ('dil_conv_3x3', 2), ('max_pool_3x3', 1)], normal_concat=range(2, 6), reduce=[('skip_connect', 0), ('sep_conv_5x5', 1), ('max_pool_3x3', 2), ('skip_connect', 1), ('dil_conv_5x5', 3), ('sep_conv_3x3', 1), ('dil_conv_5x5', 1), ('avg_pool_3x3', 2)], reduce_concat=range(2, 6))";
const long = 'a'.repeat(5000);

describe('options that would do nothing', () => {
  const cell = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|skip_connect~0|nor_conv_1x1~1|none~2|';
  it.each([
    ['score', '--partial'],
    ['show', '--shape', 'image=1,3,32,32'],
  ])('are refused: %s %s', (verb, ...option) => {
    const { code, err } = sharedAssay([verb, cell, ...option]);
    expect([code, err]).toEqual([1, expect.stringContaining(`${option[0]}: expected an .onnx file`)]);
  });
});

describe('a text longer than a file may be named', () => {
  it('is read where it is an architecture', () => {
    expect(darts.length).toBeGreaterThan(255);
    const { code, out, err } = sharedAssay(['score', darts, '--space', 'darts', '--proxy', 'params', '--json']);
    expect([code, err]).toEqual([0, '']);
    const { params } = JSON.parse(out);
    expect(params).toBeGreaterThan(1e6);
    const shown = sharedAssay(['show', darts, '--space', 'darts']).out;
    expect(shown).toContain(params.toLocaleString('en-US'));
    expect(shown).toMatch(/activations of one sample [\d,]+ \([\d.]+ [kMG]\) bytes at the fullest moment, in float32/);
  });

  it.each([
    ['score', ['score', long], 2],
    ['score, with the ending of a file', ['score', `${long}.onnx`], 2],
    ['show', ['show', long], 2],
    ['export', ['export', long, '--to', 'json'], 2],
    ['a space file', ['search', `${long}.mjs`], 2],
    ['a folder of tables', ['reproduce', 'sed', '--tables', long], 2],
    ['a run folder', ['search', 'nas-bench-201', '--budget', '5', '--out', long], 1],
  ])('is one short line where it is none: %s', (_, args, code) => {
    const finished = sharedAssay(args);
    expect(finished.code, finished.err.slice(0, 400)).toBe(code);
    expect(finished.err.trim().split('\n')).toHaveLength(1);
    expect(finished.err.length).toBeLessThan(600);
  });
});
