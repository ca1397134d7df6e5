/** `assay shrink` as a user runs it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createArchBuilder, squareConv } from '../src/arch/build.js';
import { countCost } from '../src/arch/cost.js';
import { writeOnnx } from '../src/onnx/write.js';
import { scratchFolder } from './assay.js';
import { floats, image, node, onnxModel } from './onnx-graph.js';
import { resNet18 } from './reference-networks.js';
import { sharedAssay } from './shared-assay.js';

const folder = scratchFolder();
const run = (...args: readonly string[]): ReturnType<typeof sharedAssay> => sharedAssay(args, { cwd: folder });
const lines = (out: string): Record<string, never>[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, never>);
const network = resNet18(64);

beforeAll(async () => {
  writeFileSync(join(folder, 'net.onnx'), await writeOnnx(network, { weights: 'inputs' }));
  const b = createArchBuilder();
  const x = b.add('conv', [b.input('image', [1, 3, 4, 4])], squareConv(5, 1));
  writeFileSync(join(folder, 'fixed.onnx'), await writeOnnx(b.finish([x]), { weights: 'inputs' }));
});

describe('assay shrink', () => {
  it('keeps the limits, lists the network as it is, and the best is exported as ONNX and PyTorch', () => {
    const { macs } = countCost(network);
    const where = `macs < ${Math.round(macs / 2)} and peakBytes:bits=8 < 100kB`;
    const { code, out, err } = run('shrink', 'net.onnx', '--where', where, '--budget', '60', '--json', '--out', 'small');
    expect(code, err).toBe(0);
    const rows = lines(out) as unknown as { arch: string; macs: number; params: number; original?: true }[];
    const original = rows.pop();
    expect(original).toMatchObject({ original: true, ...countCost(network) });
    expect(rows).toHaveLength(10);
    for (const row of rows) expect(row.macs).toBeLessThan(macs / 2);
    const [best] = rows;
    for (const [format, file] of [
      ['onnx', 'best.onnx'],
      ['pytorch', 'best.py'],
    ])
      expect(run('export', best.arch, '--space', 'net.onnx', '--to', format, '--out', file).code).toBe(0);
    const shown = lines(run('show', 'best.onnx', '--json').out).at(-1);
    expect(shown).toMatchObject({ params: best.params, macs: best.macs });
  });

  it('says what of a file it did not understand, as score does', () => {
    const args = ['strange.onnx', '--vary', 'widths'];
    writeFileSync(
      join(folder, 'strange.onnx'),
      onnxModel({
        nodes: [node('Conv', 'x a', 'wide'), node('Strange', 'x', 'odd', {}, 'odd'), node('Conv', 'wide b', 'y')],
        inputs: [image([1, 3, 8, 8])],
        initializers: [floats('a', [32, 3, 1, 1]), floats('b', [10, 32, 1, 1])],
        outputs: ['y', 'odd'],
      }),
    );
    const dry = run('shrink', ...args, '--dry-run');
    expect([dry.code, dry.out], dry.err).toEqual([0, expect.stringContaining('32')]);
    expect(dry.err).toContain(
      'assay: strange.onnx: neither run nor counted in MACs, memory and times: unsupported operator "Strange" at node "odd"',
    );
    expect(run('score', 'strange.onnx', '--proxy', 'params').err).toContain(dry.err.trim());
  });

  it('says that no score is defined, and lists nothing, where nothing can be ranked', () => {
    const { code, out, err } = run('shrink', 'net.onnx', '--vary', 'size', '--proxy', 'w-pca', '--out', 'none');
    expect([code, err.includes('--count')]).toEqual([0, false]);
    expect(out).toContain('as it is');
    expect(out).not.toContain('the best as a file');
  });

  it('repeats itself with the same seed, and prints the front and how to export', () => {
    const args = ['shrink', 'net.onnx', '--where', 'params < 4M', '--vary', 'widths', '--budget', '30', '--seed', '3'];
    const [first, second] = [run(...args, '--out', 'one'), run(...args, '--out', 'two')];
    const table = (out: string): string => out.slice(0, out.indexOf('set-up'));
    expect(table(first.out)).toBe(table(second.out));
    expect(first.out).toMatch(/as it is .* 100\.0 % .* 100\.0 %/);
    expect(first.out).toContain('The Pareto front of score and macs');
    expect(first.out).toMatch(/^score: the scores combined by \S+: it orders the 30 architectures of this run/m);
    expect(first.out).toMatch(/^the best: field [\d.]+, .* params/m);
    const report = readFileSync(join(folder, 'one', 'report.html'), 'utf8');
    expect(report).toContain('The ringed point is the network as it is.');
    expect(report).toContain('"reference":30');
    expect(first.out).toMatch(/assay export w[\d.]+ --space 'net\.onnx:vary=widths' --to onnx/);
  });

  it('lists what may vary', () => {
    const { out } = run('shrink', 'net.onnx', '--dry-run', '--vary', 'depths,size');
    expect(out).toMatch(/^What may vary in net\.onnx: \d+ networks/);
    expect(out).toMatch(/d1 +depths +residual blocks +0 1 2 /);
    expect(out).not.toContain('widths');
    const dials = lines(run('shrink', 'net.onnx', '--dry-run', '--json').out);
    expect(dials[0]).toMatchObject({ name: 'w1', kind: 'widths', choices: expect.arrayContaining([16, 64]) });
  });

  it('says in one line what is wrong', () => {
    const cases: readonly (readonly [readonly string[], number, string])[] = [
      [['net.onnx', '--where', 'macs < 1k'], 1, 'expected limits that some choice meets, got none that does (the smallest, w16'],
      [['net.onnx', '--vary', 'width'], 1, 'did you mean "widths"?'],
      [['net.onnx', '--keep', 'conv00', '--dry-run'], 1, 'expected a known node, got "conv00"'],
      [['fixed.onnx', '--vary', 'widths,depths'], 2, 'expected a network whose widths, depths may vary, got none that does'],
      [['absent.onnx'], 2, 'no such file'],
      [['darts'], 1, 'expected a file ending in .onnx or .json'],
    ];
    for (const [args, code, message] of cases) {
      const got = run('shrink', ...args);
      expect(got.err).toContain(message);
      expect(got.err.trim().split('\n')).toHaveLength(1);
      expect(got.code).toBe(code);
    }
  });
});
