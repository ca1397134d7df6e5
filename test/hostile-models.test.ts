/** Models that crashed or hung the reader: ../shared/cases/hostile, and their kinds. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createArchBuilder, squareConv } from '../src/arch/build.js';
import { AssayError } from '../src/core/errors.js';
import { bytesSource } from '../src/core/byte-source.js';
import { parseSpec } from '../src/core/options.js';
import { readOnnx } from '../src/onnx/read.js';
import { readOnnxFile } from '../src/platform/node/files/onnx-file.js';
import { makeInputs, referenceNoise } from '../src/runtime/passes/pass-inputs.js';
import { createInitializer } from '../src/runtime/weights/index.js';
import { parametersOf } from '../src/arch/parameters.js';
import { image, ints, node, onnxModel } from './onnx-graph.js';
import { describeShared } from './shared.js';

const foreign = ['__proto__', 'constructor', 'hasOwnProperty', 'toString'];

describe.each(foreign)('the name %s', (name) => {
  it('is an input like any other', async () => {
    const model = onnxModel({ nodes: [node('Relu', name, 'y')], inputs: [image(['batch', 3, 8, 8], name)] });
    const { architecture } = await readOnnx(bytesSource(model), { shapes: {} });
    expect(architecture.inputs[0].id).toBe(name);
  });

  it('is no operator', async () => {
    const model = onnxModel({ nodes: [node(name, 'x', 'y')] });
    await expect(readOnnx(bytesSource(model))).rejects.toThrow(`unsupported operator "${name}" at node "y"`);
  });

  it('is an option like any other', () => {
    const { options } = parseSpec(`epsilon:${name}=1`, 'proxy');
    expect(Object.entries(options)).toEqual([[name, '1']]);
  });
});

describe('sizes', () => {
  it('lists of millions of numbers are read, and refused in one short line', async () => {
    const permutation = Array.from({ length: 2_000_000 }, (_, i) => i);
    const model = onnxModel({ nodes: [node('Transpose', 'x', 'y', { perm: ints(permutation) })] });
    const error = await readOnnx(bytesSource(model)).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(AssayError);
    expect((error as Error).message.length).toBeLessThan(5_000);
  });

  it('are compared with a stated memory before anything is allocated', () => {
    const side = 2 ** 20;
    const sources = { images: () => expect.unreachable(), noise: referenceNoise, seed: 0 };
    for (const input of [{ kind: 'normal' }, { kind: 'ones' }] as const)
      expect(() => makeInputs(input as never, 2, [3, side, side], sources)).toThrow(
        /inputs of at most .* MiB, got .* MiB for 2 of 3x1048576x1048576/,
      );
    const b = createArchBuilder();
    const wide = b.finish([b.add('conv', [b.input('x', [1, side, 1, 1])], squareConv(side, 1), 'c')]);
    const [weight] = parametersOf(wide).get('c') ?? [];
    expect(() => createInitializer('normal', 0).values(weight)).toThrow('weight "c/weight": expected a tensor of at most 8 GiB');
  });
});

describeShared('cases/hostile/ext-fifo.onnx', 'weights behind a pipe', (path) => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-hostile-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  it('are refused without waiting', async () => {
    cpSync(path, join(folder, 'ext-fifo.onnx'));
    execFileSync('mkfifo', [join(folder, 'fifo.bin')]);
    const file = await readOnnxFile(join(folder, 'ext-fifo.onnx'));
    await expect([...file.weights.values()][0].weight.load()).rejects.toThrow('"fifo.bin": expected a file, got a pipe');
    file.close();
  });
});

describeShared('cases/hostile', 'hostile models', (folder) => {
  it.each(['attr-__proto__', 'big-input', 'deep-subgraph', 'in-__proto__', 'op-__proto__'])(
    '%s is read, or refused in one line',
    async (name) => {
      const bytes = readFileSync(join(folder, `${name}.onnx`));
      try {
        await readOnnx(bytesSource(bytes), { where: name });
      } catch (error) {
        expect(error).toBeInstanceOf(AssayError);
        expect((error as Error).message).toMatch(/^[^\n]{1,400}$/);
      }
    },
  );
});
