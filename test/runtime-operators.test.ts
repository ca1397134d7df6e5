/** Operators of language models and of runtimes: read, written again in plain operators, they compute what ONNX Runtime computes of the file. */
import { describe, expect, it } from 'vitest';
import { countCost } from '../src/arch/cost.js';
import { inferShapes } from '../src/arch/infer.js';
import { product } from '../src/arch/ops/shapes.js';
import { bytesSource } from '../src/core/byte-source.js';
import type { OnnxNode, OnnxTensor } from '../src/onnx/proto/types.js';
import { readOnnx } from '../src/onnx/read.js';
import { writeOnnx } from '../src/onnx/write.js';
import { openOrtEngine } from '../src/platform/node/devices/ort-engine.js';
import { runOnce } from '../src/runtime/ort/run-once.js';
import { rawModel } from './raw-onnx.js';
import { float, floats, image, int, ints, integers, node, onnxModel, type ModelParts } from './onnx-graph.js';

const fused = (own: OnnxNode): OnnxNode => ({ ...own, domain: 'com.microsoft' });
const domains = { 'com.microsoft': 1 };
const words = { inputs: [image(['batch', 6, 16])] };
const text = (value: string): { readonly text: string } => ({ text: value });
const bytes = (name: string, type: 'int8' | 'uint8', dims: readonly number[], step = 37): OnnxTensor => ({
  name,
  type,
  dims,
  bytes: Uint8Array.from({ length: product(dims) }, (_, i) => (i * step) & 0xff),
});
const angles = (rows: number, half: number, f: (x: number) => number): number[] =>
  Array.from({ length: rows * half }, (_, i) => f(Math.floor(i / half) / 100 ** ((i % half) / half)));
const rowsOf = (name: string): OnnxTensor => floats(name, [16, 16]);
const projections = [node('MatMul', 'x wq', 'q'), node('MatMul', 'x wk', 'k'), node('MatMul', 'x wv', 'v')];
const projected = [rowsOf('wq'), rowsOf('wk'), rowsOf('wv')];

/** Params where the file's tensors do not say them, and how far outputs may be apart. */
interface Case extends ModelParts {
  readonly params?: number;
  readonly within?: number;
}

const cases: { readonly [what: string]: Case } = {
  'packed attention with a mask and a bias of the products': {
    ...words,
    nodes: [fused(node('Attention', 'x w b mask - bias', 'y', { num_heads: int(4) }))],
    initializers: [
      floats('w', [16, 48]),
      floats('b', [48]),
      {
        ...integers('mask', [1, 1, 1, 1, 0, 0], [1, 6]),
        type: 'int32',
        bytes: new Uint8Array(Int32Array.of(1, 1, 1, 1, 0, 0).buffer),
      },
      floats('bias', [1, 4, 6, 6]),
    ],
    domains,
  },
  'causal packed attention': {
    ...words,
    nodes: [fused(node('Attention', 'x w b', 'y', { num_heads: int(2), unidirectional: int(1), scale: float(0.3) }))],
    initializers: [floats('w', [16, 48]), floats('b', [48])],
    domains,
  },
  'attention of three rows with a bias': {
    ...words,
    nodes: [...projections, fused(node('MultiHeadAttention', 'q k v b', 'y', { num_heads: int(4) }))],
    initializers: [...projected, floats('b', [48])],
    domains,
  },
  'rotary positions in halves and in pairs': {
    ...words,
    nodes: [
      fused(node('RotaryEmbedding', 'x places cos sin', 'a', { num_heads: int(2) })),
      fused(node('RotaryEmbedding', 'a places cos sin', 'y', { num_heads: int(2), interleaved: int(1) })),
    ],
    initializers: [
      integers('places', [2]),
      floats('cos', [10, 4], angles(10, 4, Math.cos)),
      floats('sin', [10, 4], angles(10, 4, Math.sin)),
    ],
    domains,
  },
  'attention as an operator of ONNX, with grouped keys': {
    ...words,
    nodes: [
      node('MatMul', 'x wq', 'q'),
      node('MatMul', 'x wk', 'k'),
      node('MatMul', 'x wv', 'v'),
      node('Attention', 'q k v mask', 'y', { q_num_heads: int(4), kv_num_heads: int(2), is_causal: int(1) }),
    ],
    initializers: [rowsOf('wq'), floats('wk', [16, 8]), floats('wv', [16, 8]), floats('mask', [6, 6])],
    opset: 23,
  },
  'root-mean-square norm as an operator of ONNX': {
    ...words,
    nodes: [node('RMSNormalization', 'x g', 'y', { epsilon: float(1e-5) })],
    initializers: [floats('g', [16])],
    opset: 23,
  },
  'weights of 4 bits with and without zero points': {
    inputs: [image(['batch', 3, 40])],
    nodes: [
      fused(node('MatMulNBits', 'x w s', 'h', { K: int(40), N: int(32), bits: int(4), block_size: int(32) })),
      fused(node('MatMulNBits', 'h v t z - b', 'y', { K: int(32), N: int(5), bits: int(4), block_size: int(16) })),
    ],
    initializers: [
      bytes('w', 'uint8', [32, 2, 16]),
      floats('s', [64]),
      bytes('v', 'uint8', [5, 2, 8], 11),
      floats('t', [10]),
      bytes('z', 'uint8', [5]),
      floats('b', [5]),
    ],
    domains,
    params: 40 * 32 + 32 * 5 + 5,
    within: 1e-2,
  },
  'quantised pools': {
    nodes: [
      node('QuantizeLinear', 'x s z', 'q'),
      fused(node('QLinearAveragePool', 'q s z s z', 'p', { kernel_shape: ints([2, 2]), strides: ints([2, 2]) })),
      node('DequantizeLinear', 'p s z', 'y'),
    ],
    initializers: [floats('s', [], [0.02]), { ...bytes('z', 'uint8', []), bytes: Uint8Array.of(100) }],
    domains,
    params: 0,
    within: 3e-2,
  },
  'sums of what comes before, halves of matrices, powers of negative numbers': {
    inputs: [image(['batch', 4, 5])],
    nodes: [
      node('CumSum', 'x one', 'a', { exclusive: int(1) }),
      node('CumSum', 'a two', 'b', { reverse: int(1) }),
      node('Trilu', 'b one', 'c', { upper: int(1) }),
      node('Add', 'c b', 's'),
      node('Pow', 's four', 'p'),
      node('Pow', 's five', 'q'),
      node('Add', 'p q', 'y'),
    ],
    initializers: [integers('one', [1], []), integers('two', [2], []), integers('four', [4], []), integers('five', [5], [])],
    params: 0,
  },
  'a product with GELU': {
    inputs: [image(['batch', 16])],
    nodes: [fused(node('FastGelu', 'x b', 'h')), fused(node('FusedGemm', 'h w', 'y', { activation: text('Relu') }))],
    initializers: [floats('b', [16]), floats('w', [16, 4])],
    domains,
  },
  'recurrent layers in both directions whose first states are zeros along the batch': {
    inputs: [image(['batch', 5, 6])],
    nodes: [
      node('Transpose', 'x', 't', { perm: ints([1, 0, 2]) }),
      node('Shape', 't', 's'),
      node('Gather', 's one', 'n', { axis: int(0) }),
      node('Concat', 'two n four', 'lengths', { axis: int(0) }),
      node('Expand', 'zeros lengths', 'h'),
      node('LSTM', 't w r b - h h', 'l', { hidden_size: int(4), direction: text('bidirectional') }),
      node('Transpose', 'l', 'y', { perm: ints([2, 0, 1, 3]) }),
    ],
    initializers: [
      integers('one', [1]),
      integers('two', [2]),
      integers('four', [4]),
      floats('zeros', [2, 1, 4], [0, 0, 0, 0, 0, 0, 0, 0]),
      floats('w', [2, 16, 6]),
      floats('r', [2, 16, 4]),
      floats('b', [2, 32]),
    ],
    params: 2 * 16 * (6 + 4 + 2),
  },
};

describe.each(Object.entries(cases))('%s', (_, { params, within = 1e-5, ...parts }) => {
  it('computes the same in plain operators, with the params of the file', async () => {
    const model = onnxModel(parts);
    const { architecture, weights } = await readOnnx(bytesSource(model));
    const stored = (parts.initializers ?? []).reduce(
      (sum, { type, dims, name }) => sum + (type === 'float' && !/^(cos|sin)$/.test(name) ? product(dims) : 0),
      0,
    );
    expect(countCost(architecture).params).toBe(params ?? stored);
    const again = await writeOnnx(architecture, { weights });
    const [{ id, shape }] = architecture.inputs;
    const dims = [1, ...shape.slice(1)];
    const fed = [{ name: id, dims, values: Float32Array.from({ length: product(dims) }, (_, i) => Math.sin(i) + 0.2) }];
    const engine = await openOrtEngine('wasm');
    const [expected] = Object.values(await runOnce(engine, model, fed));
    const [found] = Object.values(await runOnce(engine, again, fed));
    expect(found.dims).toEqual(expected.dims);
    const largest = Array.from(expected.values).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
    Array.from(expected.values).forEach((value, i) => expect(Math.abs(value - found.values[i]) / largest).toBeLessThan(within));
  });
});

describe('features that tools for tables prepare', () => {
  it('are scaled and normed in front of the network, and are no end of it', async () => {
    const model = rawModel(
      {
        inputs: [['x', 1, ['batch', 2]]],
        nodes: [
          {
            op: 'Scaler',
            domain: 'ai.onnx.ml',
            inputs: ['x'],
            outputs: ['s'],
            floats: { offset: [0.5, 1], scale: [2, 0.25] },
          },
          { op: 'Normalizer', domain: 'ai.onnx.ml', inputs: ['s'], outputs: ['n'], texts: { norm: 'L2' } },
          { op: 'Gemm', inputs: ['n', 'w'], outputs: ['y'] },
        ],
        outputs: [['y', 1]],
        tensors: [{ name: 'w', dims: [2, 3], type: 'float', values: [1, 2, 3, 4, 5, 6] }],
      },
      { 'ai.onnx.ml': 3 },
    );
    const { architecture, weights, tails } = await readOnnx(bytesSource(model));
    expect(tails).toEqual([]);
    expect(countCost(architecture)).toEqual({ params: 6, macs: 6 });
    const engine = await openOrtEngine('wasm');
    const fed = [{ name: 'x', dims: [1, 2], values: Float32Array.of(1.5, 3) }];
    const [{ values }] = Object.values(await runOnce(engine, await writeOnnx(architecture, { weights }), fed));
    // (1.5 - 0.5) 2 and (3 - 1) 0.25, over their length.
    const [a, b] = [2, 0.5].map((own) => own / Math.hypot(2, 0.5));
    for (let i = 0; i < 3; i++) expect(values[i]).toBeCloseTo(a * (i + 1) + b * (i + 4), 5);
  });
});

describe('rows that are packed by heads', () => {
  // ONNX Runtime has them on other devices only.
  it('are attention of three rows', async () => {
    const { architecture } = await readOnnx(
      bytesSource(
        onnxModel({
          ...words,
          nodes: [
            node('MatMul', 'x w', 'p'),
            node('Reshape', 'p shape', 'qkv'),
            fused(node('MultiHeadAttention', 'qkv', 'y', { num_heads: int(4) })),
          ],
          initializers: [floats('w', [16, 48]), integers('shape', [0, 6, 4, 3, 4])],
          domains,
        }),
      ),
    );
    expect(countCost(architecture)).toEqual({ params: 16 * 48, macs: 6 * 16 * 48 + 2 * 6 * 6 * 16 });
    expect(inferShapes(architecture, 3).get(architecture.outputs[0])).toEqual([3, 6, 16]);
  });
});

describe('words, places and segments in one operator', () => {
  it('are embeddings and a norm, and the mask is passed on', async () => {
    const tokens = (name: string) => ({ name, type: 'int32', dims: ['batch', 4] }) as const;
    const { architecture } = await readOnnx(
      bytesSource(
        onnxModel({
          inputs: [tokens('ids'), tokens('segment'), tokens('mask')],
          nodes: [
            fused(
              node('EmbedLayerNormalization', 'ids segment table places segments scale shift mask', 'e m', {
                epsilon: float(1e-5),
              }),
            ),
            fused(node('Attention', 'e w b m', 'y', { num_heads: int(2) })),
          ],
          initializers: [
            floats('table', [9, 6]),
            floats('places', [8, 6]),
            floats('segments', [2, 6]),
            floats('scale', [6]),
            floats('shift', [6]),
            floats('w', [6, 18]),
            floats('b', [18]),
          ],
          domains,
        }),
      ),
    );
    expect(countCost(architecture).params).toBe(9 * 6 + 8 * 6 + 2 * 6 + 12 + 6 * 18 + 18);
    expect(architecture.inputs.map(({ id }) => id)).toEqual(['ids', 'segment', 'mask']);
    expect(architecture.nodes.filter(({ op }) => op === 'embedding')).toHaveLength(2);
    expect(architecture.nodes.some(({ op }) => op === 'foreign')).toBe(false);
  });
});
