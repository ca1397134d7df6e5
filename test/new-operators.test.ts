/** Operators that random architectures do not use: their runtimes agree, and files keep them. */
import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../src/arch/canonical.js';
import { inferShapes } from '../src/arch/infer.js';
import { product } from '../src/arch/ops/shapes.js';
import { tokenAt } from '../src/arch/ops/tables.js';
import type { Architecture, Shape } from '../src/arch/types.js';
import { bytesSource } from '../src/core/byte-source.js';
import { readOnnx } from '../src/onnx/read.js';
import { writeOnnx } from '../src/onnx/write.js';
import { toPyTorch } from '../src/pytorch/to-pytorch.js';
import { createPlainKernels } from '../src/runtime/one-channel/kernels/plain.js';
import { createOneChannelRuntime } from '../src/runtime/one-channel/runtime.js';
import { backwardCases, networkOf } from './backward-cases.js';
import { denseOutputs } from './dense-reference.js';
import { randomImages } from './random-images.js';

const ops = ['convTranspose', 'embedding'] as const;
const networks = ops.flatMap((op) =>
  backwardCases[op].map(([attrs, ...shapes], i): [string, Architecture] => [`${op} ${i}`, networkOf(op, attrs, shapes)]),
);

describe.each(networks)('%s', (_, architecture) => {
  it('survives a file', async () => {
    const bytes = await writeOnnx(architecture, {
      weights: ({ shape }) => Float32Array.from({ length: product(shape) }, Math.sin),
    });
    const again = await readOnnx(bytesSource(bytes));
    expect(canonicalHash({ ...again.architecture, inputs: again.architecture.inputs })).toBe(canonicalHash(architecture));
    expect(toPyTorch(architecture).source).toMatch(/nn\.(ConvTranspose|Embedding)/);
  });

  it('has the one-channel value of a dense pass', () => {
    const shape = architecture.inputs[0].shape.slice(1);
    const images = randomImages(shape, 2, 1);
    const runtime = createOneChannelRuntime({ kernels: createPlainKernels() });
    const [{ values, exponent }] = runtime.run(architecture, [{ kind: 'constant', weight: 0.3, arithmetic: 'extended' }], images);
    const input = { shape: [2, ...shape], data: Float64Array.from(images.values) };
    const expected = denseOutputs(architecture, 0.3, input);
    expect(values.length).toBe(expected.length);
    values.forEach((value, i) => expect(value * 2 ** exponent).toBeCloseTo(expected[i], 9));
  });

  it('grows with the batch alone', () => {
    const at = (batch: number): Shape => inferShapes(architecture, batch).get(architecture.outputs[0]) as Shape;
    expect(at(5)).toEqual([5, ...at(1).slice(1)]);
  });
});

describe('tokens', () => {
  it('are whole numbers, and all of them are pointed at by others', () => {
    expect([0, 3, 9, 10, -1].map((value) => tokenAt(value, 10))).toEqual([0, 3, 9, 0, 9]);
    const pointed = new Set(Array.from({ length: 1000 }, (_, i) => tokenAt(Math.sin(i) * 3, 10)));
    expect(pointed.size).toBe(10);
  });
});
