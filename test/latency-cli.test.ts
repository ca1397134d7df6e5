/** `assay latency --on` measures a machine, `assay show --latency-table` predicts from its table anywhere, and says how well. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createArchBuilder, squareConv } from '../src/arch/build.js';
import { writeOnnx } from '../src/onnx/write.js';
import { scratchFolder } from './assay.js';
import { sharedAssay } from './shared-assay.js';

const folder = scratchFolder();
const run = (...args: readonly string[]): ReturnType<typeof sharedAssay> => sharedAssay(args, { cwd: folder });
const fit = ['--sample', '6', '--test', '4', '--runs', '2'];

beforeAll(async () => {
  const b = createArchBuilder();
  let x = b.input('image', [1, 3, 16, 16]);
  for (const channels of [32, 32, 64]) x = b.add('relu', [b.add('conv', [x], squareConv(channels, 3))], {});
  const features = b.add('flatten', [b.add('globalAvgPool', [x], {})], { axis: 1 });
  const network = b.finish([b.add('linear', [features], { outFeatures: 10, bias: true })]);
  writeFileSync(join(folder, 'net.onnx'), await writeOnnx(network, { weights: 'inputs' }));
  const y = b.add('tanh', [b.add('conv', [x], squareConv(8, 1))], {});
  writeFileSync(join(folder, 'other.onnx'), await writeOnnx(b.finish([y]), { weights: 'inputs' }));
});

describe('a table of operators', () => {
  it('carries the name of its machine, and a prediction states its error', () => {
    const made = run('latency', 'net.onnx', ...fit, '--on', 'raspberry pi 5', '--out', 'pi.json');
    expect(made.code, made.err).toBe(0);
    expect(made.out).toContain('raspberry pi 5, onnxruntime');
    const table = JSON.parse(readFileSync(join(folder, 'pi.json'), 'utf8')) as {
      format: string;
      machine: { device: string };
      heldOut: { medianError: number; networks: number };
      table: { coarse: { op: string; msPerUse: number }[] };
    };
    expect(table).toMatchObject({ format: 'assay-latency-table', machine: { device: 'raspberry pi 5' } });
    expect(table.table.coarse.map(({ op }) => op)).toEqual(expect.arrayContaining(['conv', 'linear', 'relu']));

    const text = run('show', 'net.onnx', '--latency-table', 'pi.json');
    expect(text.out).toMatch(
      /predicted latency [\d.]+ ms: .* measured on raspberry pi 5 with onnxruntime.* half within [\d.]+ %/,
    );
    const last = run('show', 'net.onnx', '--latency-table', 'pi.json', '--json').out.trim().split('\n').at(-1) as string;
    const json = JSON.parse(last) as { predictedLatencyMs: number };
    expect(json).toMatchObject({
      latencyOf: { device: 'raspberry pi 5' },
      latencyError: { medianError: table.heldOut.medianError, networks: table.heldOut.networks },
      operatorsWithoutTime: [],
    });
    expect(json.predictedLatencyMs).toBeGreaterThan(0);
    expect(text.out).toContain(`predicted latency ${json.predictedLatencyMs.toPrecision(3)} ms`);
  });

  it('says which operators it has no time of', () => {
    const { out, code } = run('show', 'other.onnx', '--latency-table', 'pi.json', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out.trim().split('\n').at(-1) as string)).toMatchObject({ operatorsWithoutTime: ['tanh'] });
  });

  it('is a quantity of searches, also of the smaller versions of a model', () => {
    const args = ['shrink', 'net.onnx', '--latency-table', 'pi.json', '--where', 'predictedLatencyMs < 1000', '--budget', '8'];
    const { code, err, out } = run(...args, '--vary', 'widths', '--json', '--out', 'small');
    expect(code, err).toBe(0);
    expect(out.trim().split('\n').length).toBeGreaterThan(1);
  });

  it('that is none ends with one line', () => {
    writeFileSync(join(folder, 'bad.json'), '{}');
    for (const [file, message] of [
      ['absent.json', 'no such file'],
      ['bad.json', 'expected a latency table'],
    ]) {
      const { code, err } = run('show', 'net.onnx', '--latency-table', file);
      expect(code).toBe(2);
      expect(err).toContain(message);
      expect(err.trim().split('\n')).toHaveLength(1);
    }
  });
});
