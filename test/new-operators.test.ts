/** Operators that random architectures do not use: their runtimes agree, and files keep them. */
import { describe, expect, it } from 'vitest';
import { createArchBuilder } from '../src/arch/build.js';
import { canonicalHash } from '../src/arch/canonical.js';
import { inferShapes } from '../src/arch/infer.js';
import { product } from '../src/arch/ops/shapes.js';
import { tokenAt } from '../src/arch/ops/tables.js';
import type { Architecture, Shape } from '../src/arch/types.js';
import { bytesSource } from '../src/core/byte-source.js';
import { runningBatchNorm } from '../src/onnx/lower/batch-norm.js';
import { lowerArchitecture } from '../src/onnx/lower/lower-architecture.js';
import { encodeModel } from '../src/onnx/proto/encode-model.js';
import { readOnnx } from '../src/onnx/read.js';
import { writeOnnx } from '../src/onnx/write.js';
import { toPyTorch } from '../src/pytorch/to-pytorch.js';
import { openOrtEngine } from '../src/platform/node/devices/ort-engine.js';
import { runOnce } from '../src/runtime/ort/run-once.js';
import { runReference } from '../src/runtime/reference/run-reference.js';
import type { Tensor } from '../src/runtime/reference/tensor.js';
import { createPlainKernels } from '../src/runtime/one-channel/kernels/plain.js';
import { createOneChannelRuntime } from '../src/runtime/one-channel/runtime.js';
import { backwardCases, networkOf } from './backward-cases.js';
import { denseOutputs, firstOfEach } from './dense-reference.js';
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
    firstOfEach(values, 2).forEach((value, i) => expect(value * 2 ** exponent).toBeCloseTo(expected[i], 9));
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

const forms = (['lstm', 'gru', 'rnn', 'rnnRelu'] as const).flatMap((cell) =>
  (['forward', 'reverse', 'both'] as const).flatMap((direction) =>
    [false, true].map((isFull) => ({
      cell,
      hidden: 3,
      direction,
      bias: isFull,
      resetAfter: cell === 'gru' && isFull,
      finalCell: cell === 'lstm' && isFull,
    })),
  ),
);
const engine = await openOrtEngine('wasm');

describe.each(forms)('recurrent layers $cell $direction $bias', (attrs) => {
  const states = attrs.bias ? (attrs.cell === 'lstm' ? 2 : 1) : 0;
  const width = attrs.hidden * (attrs.direction === 'both' ? 2 : 1);
  const b = createArchBuilder();
  const x = b.input('x', [1, 5, 4]);
  const firsts = Array.from({ length: states }, (_, i) => b.input(`s${i}`, [1, width]));
  const architecture = b.finish([b.add('recurrent', [x, ...firsts], attrs, 'layer')], 'recurrent');
  const values = ({ key, shape }: { readonly key: string; readonly shape: Shape }): Float32Array =>
    Float32Array.from({ length: product(shape) }, (_, i) => Math.sin(i * 1.7 + key.length));
  const inputs = architecture.inputs.map(({ shape }, i) => {
    const own = [2, ...shape.slice(1)];
    return { shape: own, values: Float64Array.from({ length: product(own) }, (_, at) => Math.fround(Math.cos(at + 3 * i))) };
  });

  it('compute what ONNX Runtime computes, and survive a file', async () => {
    const expected = runReference(architecture, { inputs, norm: 'joint', values }).get('layer') as Tensor;
    const lowered = lowerArchitecture(architecture, { batch: 2, values, batchNorm: runningBatchNorm });
    const model = encodeModel({
      name: 'recurrent',
      nodes: lowered.graph.nodes,
      initializers: lowered.graph.initializers,
      inputs: architecture.inputs.map(({ id }, i) => ({ name: id, type: 'float', dims: inputs[i].shape })),
      outputs: [{ name: lowered.value('layer'), type: 'float' }],
    });
    const fed = architecture.inputs.map(({ id }, i) => ({
      name: id,
      dims: inputs[i].shape,
      values: Float32Array.from(inputs[i].values),
    }));
    const results = await runOnce(engine, model, fed);
    const found = results[lowered.value('layer')].values;
    expect(found.length).toBe(expected.values.length);
    found.forEach((value, i) => expect(value).toBeCloseTo(expected.values[i], 5));
    const bytes = await writeOnnx(architecture, { weights: values });
    const again = await readOnnx(bytesSource(bytes));
    expect(canonicalHash(again.architecture)).toBe(canonicalHash(architecture));
  });

  it('have the one-channel value of a pass with equal weights', () => {
    if (states > 0) return;
    const { values: found, exponent } = createOneChannelRuntime({ kernels: createPlainKernels() }).run(
      architecture,
      [{ kind: 'constant', weight: 0.3, arithmetic: 'extended' }],
      { shape: [5, 4], count: 2, values: Float32Array.from(inputs[0].values) },
    )[0];
    const expected = runReference(architecture, {
      inputs,
      norm: 'joint',
      values: ({ shape }) => new Float32Array(product(shape)).fill(0.3),
    }).get('layer') as Tensor;
    const size = expected.values.length / 2;
    firstOfEach(found, 2).forEach((value, i) => expect(value * 2 ** exponent).toBeCloseTo(expected.values[i * size], 6));
  });
});
