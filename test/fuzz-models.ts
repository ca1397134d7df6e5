/** Small models whose operators came with networks other than classifiers, for the fuzz: dense prediction, sequences, attention, quantised, fused. */
import type { OnnxAttribute, OnnxNode, OnnxTensor } from '../src/onnx/proto/types.js';
import type { Rng } from '../src/core/rng.js';
import { float, floats, image, int, integers, ints, node, onnxModel, type ModelParts } from './onnx-graph.js';

const text = (value: string): { readonly text: string } => ({ text: value });
const fused = (own: OnnxNode): OnnxNode => ({ ...own, domain: 'com.microsoft' });
const microsoft = { 'com.microsoft': 1 };
const bytesOf = (name: string, type: 'int8' | 'uint8', dims: readonly number[], step = 7) => ({
  name,
  type,
  dims,
  bytes: Uint8Array.from({ length: dims.reduce((a, b) => a * b, 1) }, (_, i) => (i * step) & 0xff),
});

/** A network that makes maps smaller and larger again, with two outputs and tails that decode them. */
const pyramid: ModelParts = {
  nodes: [
    node('Conv', 'x w1 b1', 'c1', { pads: ints([1, 1, 1, 1]), strides: ints([2, 2]), kernel_shape: ints([3, 3]) }),
    node('LeakyRelu', 'c1', 'r1', { alpha: float(0.1) }),
    node('ConvTranspose', 'r1 w2', 'up', { strides: ints([2, 2]), pads: ints([0, 0, 0, 0]), kernel_shape: ints([2, 2]) }),
    node('Resize', 'r1 - scales', 'near', { mode: text('nearest'), nearest_mode: text('floor') }),
    node('Resize', 'r1 - scales', 'line', { mode: text('linear'), coordinate_transformation_mode: text('half_pixel') }),
    node('Resize', 'r1 - - sizes', 'cube', { mode: text('cubic'), coordinate_transformation_mode: text('align_corners') }),
    node('Concat', 'up near line cube', 'all', { axis: int(1) }),
    node('Pad', 'all pads', 'padded', { mode: text('reflect') }),
    node('AveragePool', 'padded', 'pooled', { kernel_shape: ints([3, 3]), strides: ints([1, 1]) }),
    node('PRelu', 'pooled slope', 'y'),
    node('ArgMax', 'y', 'classes', { axis: int(1) }),
    node('GlobalAveragePool', 'r1', 'g'),
    node('Flatten', 'g', 'z'),
    node('TopK', 'z two', 'best where', {}),
  ],
  initializers: [
    floats('w1', [4, 3, 3, 3]),
    floats('b1', [4]),
    floats('w2', [4, 2, 2, 2]),
    floats('scales', [4], [1, 1, 2, 2]),
    integers('sizes', [1, 4, 8, 8]),
    integers('pads', [0, 0, 1, 1, 0, 0, 1, 1]),
    floats('slope', [14, 1, 1]),
    integers('two', [2]),
  ],
  outputs: ['classes', 'best'],
};

const sequences: ModelParts = {
  inputs: [image(['batch', 5, 6])],
  nodes: [
    node('Transpose', 'x', 't', { perm: ints([1, 0, 2]) }),
    node('LSTM', 't lw lr lb', 'l lh lc', { hidden_size: int(4), direction: text('bidirectional') }),
    node('Transpose', 'l', 'lt', { perm: ints([0, 2, 1, 3]) }),
    node('Reshape', 'lt joined', 'ls'),
    node('GRU', 'ls gw gr gb', 'g gh', { hidden_size: int(3), linear_before_reset: int(1) }),
    node('Squeeze', 'g one', 'gs'),
    node('RNN', 'gs rw rr', 'r rh', { hidden_size: int(2), direction: text('reverse') }),
    node('Squeeze', 'rh zero', 'y'),
  ],
  initializers: [
    floats('lw', [2, 16, 6]),
    floats('lr', [2, 16, 4]),
    floats('lb', [2, 32]),
    integers('joined', [0, 0, -1]),
    floats('gw', [1, 9, 8]),
    floats('gr', [1, 9, 3]),
    floats('gb', [1, 18]),
    integers('one', [1]),
    floats('rw', [1, 2, 3]),
    floats('rr', [1, 2, 2]),
    integers('zero', [0]),
  ],
};

/** Tokens, fused attention, and what surrounds it. */
const encoder: ModelParts = {
  inputs: [{ name: 'x', type: 'int64', dims: ['batch', 4] }],
  nodes: [
    node('Gather', 'table x', 'words'),
    node('Add', 'words positions', 'placed'),
    node('LayerNormalization', 'placed scale shift', 'normed', { axis: int(-1), epsilon: float(1e-5) }),
    fused(node('Attention', 'normed qkv qkvb', 'attended', { num_heads: int(2) })),
    fused(node('SkipLayerNormalization', 'attended normed scale shift', 'skipped', { epsilon: float(1e-5) })),
    node('MatMul', 'skipped wide', 'wider'),
    fused(node('BiasGelu', 'wider wideb', 'gelu')),
    node('MatMul', 'gelu narrow', 'back'),
    node('Einsum', 'back back', 'products', { equation: text('bik,bjk->bij') }),
    node('Softmax', 'products', 'shares', { axis: int(-1) }),
    node('MatMul', 'shares skipped', 'mixed'),
    node('ReduceMean', 'mixed', 'y', { axes: ints([1]), keepdims: int(0) }),
  ],
  initializers: [
    floats('table', [9, 6]),
    floats('positions', [1, 4, 6]),
    floats('scale', [6]),
    floats('shift', [6]),
    floats('qkv', [6, 18]),
    floats('qkvb', [18]),
    floats('wide', [6, 8]),
    floats('wideb', [8]),
    floats('narrow', [8, 6]),
  ],
  domains: microsoft,
};

const quantised: ModelParts = {
  nodes: [
    node('QuantizeLinear', 'x xs xz', 'q'),
    node('QLinearConv', 'q xs xz w ws wz ys yz', 'c', { pads: ints([1, 1, 1, 1]), kernel_shape: ints([3, 3]) }),
    node('DequantizeLinear', 'c ys yz', 'd'),
    node('Relu', 'd', 'r'),
    node('GlobalAveragePool', 'r', 'g'),
    node('Flatten', 'g', 'f'),
    node('DynamicQuantizeLinear', 'f', 'fq fs fz'),
    node('MatMulInteger', 'fq v fz vz', 'm'),
    node('Cast', 'm', 'mf', { to: int(1) }),
    node('Mul', 'fs vs', 's'),
    node('Mul', 'mf s', 'y'),
  ],
  initializers: [
    floats('xs', [], [0.02]),
    bytesOf('xz', 'uint8', [], 128),
    bytesOf('w', 'int8', [4, 3, 3, 3]),
    floats('ws', [4]),
    bytesOf('wz', 'int8', [4], 0),
    floats('ys', [], [0.05]),
    bytesOf('yz', 'uint8', [], 0),
    bytesOf('v', 'int8', [4, 3]),
    bytesOf('vz', 'int8', [], 0),
    floats('vs', [], [0.01]),
  ],
};

const mixed: ModelParts = {
  inputs: [image(['batch', 8, 4, 4])],
  nodes: [
    node('DepthToSpace', 'x', 'd', { blocksize: int(2), mode: text('CRD') }),
    node('SpaceToDepth', 'd', 's', { blocksize: int(2) }),
    fused(node('FusedConv', 's w b', 'c', { activation: text('Relu'), kernel_shape: ints([1, 1]) })),
    node('Greater', 'c zero', 'is'),
    node('Where', 'is c half', 'chosen'),
    node('Tile', 'chosen twice', 'tiled'),
    node('Celu', 'tiled', 'e1', { alpha: float(1.5) }),
    node('Mish', 'e1', 'e2'),
    node('ReduceSumSquare', 'e2', 'q', { axes: ints([2, 3]), keepdims: int(1) }),
    node('Sqrt', 'q', 'root'),
    node('Div', 'e2 root', 'n'),
    node('LpNormalization', 'n', 'l', { axis: int(1), p: int(2) }),
    node('Flatten', 'l', 'f'),
    fused(node('FusedGemm', 'f v', 'y', { activation: text('Tanh'), transB: int(1) })),
  ],
  initializers: [
    floats('w', [6, 8, 1, 1]),
    floats('b', [6]),
    floats('zero', [], [0]),
    floats('half', [], [0.5]),
    integers('twice', [1, 1, 2, 1]),
    floats('v', [3, 192]),
  ],
  opset: 18,
  domains: microsoft,
};

/** A block of a language model as runtimes write it: packed weights, rotary positions, grouped attention with earlier tokens. */
const language: ModelParts = {
  inputs: [image(['batch', 4, 16]), image(['batch', 1, 2, 8], 'keys'), image(['batch', 1, 2, 8], 'values')],
  nodes: [
    fused(node('SimplifiedLayerNormalization', 'x g', 'n', { axis: int(-1), epsilon: float(1e-5) })),
    fused(node('MatMulNBits', 'n packed scales zeros', 'q', { K: int(16), N: int(16), bits: int(4), block_size: int(16) })),
    node('MatMul', 'n wk', 'k'),
    node('MatMul', 'n wv', 'v'),
    fused(node('RotaryEmbedding', 'q places cos sin', 'qr', { num_heads: int(2), interleaved: int(1) })),
    fused(
      node('GroupQueryAttention', 'qr k v keys values - - cos sin', 'a allKeys allValues', {
        num_heads: int(2),
        kv_num_heads: int(1),
        do_rotary: int(1),
      }),
    ),
    fused(node('SkipSimplifiedLayerNormalization', 'a x g', 's - - sum', { epsilon: float(1e-5) })),
    fused(node('MultiHeadAttention', 's s s bias mask', 'm', { num_heads: int(4), unidirectional: int(1) })),
    fused(node('QuickGelu', 'm', 'u', { alpha: float(1.7) })),
    node('Add', 'u sum', 'y'),
  ],
  initializers: [
    floats('g', [16]),
    bytesOf('packed', 'uint8', [16, 1, 8]),
    floats('scales', [16]),
    bytesOf('zeros', 'uint8', [16]),
    floats('wk', [16, 8]),
    floats('wv', [16, 8]),
    integers('places', [1]),
    floats('cos', [8, 4]),
    floats('sin', [8, 4]),
    floats('bias', [48]),
    integers('mask', [1, 1, 0, 1], [1, 4]),
  ],
  outputs: ['y', 'allKeys', 'allValues'],
  domains: microsoft,
};

/** Attention, norms and positions as operators of ONNX. */
const newest: ModelParts = {
  inputs: [image(['batch', 4, 12])],
  nodes: [
    node('RMSNormalization', 'x g', 'n', { axis: int(-1), epsilon: float(1e-5) }),
    node('MatMul', 'n wq', 'q'),
    node('MatMul', 'n wk', 'k'),
    node('RotaryEmbedding', 'q cos sin places', 'qr', { num_heads: int(3) }),
    node('Attention', 'qr k k mask', 'a', { q_num_heads: int(3), kv_num_heads: int(1), is_causal: int(1), scale: float(0.5) }),
    node('Gelu', 'a', 'u', { approximate: text('tanh') }),
    node('Swish', 'u', 'w', { alpha: float(1) }),
    node('GroupNormalization', 'w gs gb', 'gn', { num_groups: int(2), epsilon: float(1e-5) }),
    node('CumSum', 'gn axis', 'c', { exclusive: int(1) }),
    node('Trilu', 'c', 't', { upper: int(0) }),
    node('ReduceMax', 't axes', 'y', { keepdims: int(0) }),
  ],
  initializers: [
    floats('g', [12]),
    floats('wq', [12, 12]),
    floats('wk', [12, 4]),
    floats('cos', [8, 2]),
    floats('sin', [8, 2]),
    integers('places', [0, 1, 2, 3], [1, 4]),
    floats('mask', [4, 4]),
    floats('gs', [4]),
    floats('gb', [4]),
    integers('axis', [1], []),
    integers('axes', [2]),
  ],
  opset: 23,
};

/** Operators of sets whose arguments are attributes, and whose broadcasting is named. */
const old: ModelParts = {
  inputs: [image([1, 3, 8, 8])],
  nodes: [
    node('Conv', 'x w', 'c', { kernel_shape: ints([3, 3]), auto_pad: text('SAME_UPPER') }),
    node('Add', 'c b', 'a', { broadcast: int(1), axis: int(1) }),
    node('BatchNormalization', 'a s b m v', 'n', { is_test: int(1), epsilon: float(1e-5), spatial: int(1) }),
    node('PRelu', 'n s', 'p'),
    node('Dropout', 'p', 'd', { is_test: int(1), ratio: float(0.5) }),
    node('Pad', 'd', 'q', { pads: ints([0, 0, 1, 1, 0, 0, 1, 1]), mode: text('constant') }),
    node('Upsample', 'q', 'u', { width_scale: float(2), height_scale: float(2), mode: text('nearest') }),
    node('Slice', 'u', 'sl', { axes: ints([2, 3]), starts: ints([1, 1]), ends: ints([9, -1]) }),
    node('ReduceMean', 'sl', 'r', { axes: ints([2, 3]), keepdims: int(0) }),
    node('Clip', 'r', 'k', { min: float(-1), max: float(1) }),
    node('Gemm', 'k g gb', 'e', { broadcast: int(1), transB: int(1) }),
    node('Softmax', 'e', 'y', { axis: int(1) }),
  ],
  initializers: [
    floats('w', [4, 3, 3, 3]),
    floats('b', [4]),
    floats('s', [4]),
    floats('m', [4]),
    floats('v', [4], [1, 1, 1, 1]),
    floats('g', [3, 4]),
    floats('gb', [3]),
  ],
  opset: 6,
};

const parts: readonly ModelParts[] = [pyramid, sequences, encoder, quantised, mixed, language, newest, old];

export const laterModels: readonly Uint8Array[] = parts.map(onnxModel);

const oddNumbers = [-(2 ** 31), -7, -2, -1, 0, 1, 2, 3, 4, 5, 64, 1000, 2 ** 31 - 1, 2 ** 40];
const oddFloats = [-1, 0, 0.5, 1, 1e-30, 1e30, NaN, Infinity];
const opNames = [...new Set(parts.flatMap(({ nodes }) => nodes.map(({ op }) => op)))];
const words = [
  '',
  'linear',
  'cubic',
  'nearest',
  'reflect',
  'wrap',
  'edge',
  'forward',
  'bidirectional',
  'CRD',
  'Relu',
  'ij,jk->ik',
  'x',
];

/** The list with another value at a place that it may not have. */
function replaced<T>(list: readonly T[], at: number, value: T): T[] {
  return list.map((own, i) => (i === at ? value : own));
}

function changedAttribute(own: OnnxAttribute, rng: Rng): OnnxAttribute {
  if ('int' in own) return { int: rng.pick(oddNumbers) };
  if ('float' in own) return { float: rng.pick(oddFloats) };
  if ('ints' in own) {
    const at = rng.int(own.ints.length + 1);
    return {
      ints: rng.int(3) === 0 ? own.ints.slice(0, at) : replaced(own.ints, at, rng.pick(oddNumbers)),
    };
  }
  return 'text' in own ? { text: rng.pick(words) } : own;
}

function changedNode(own: OnnxNode, names: readonly string[], rng: Rng): OnnxNode {
  const at = rng.int(Math.max(1, own.inputs.length));
  const kind = rng.int(6);
  if (kind === 0) return { ...own, op: rng.pick(opNames) };
  if (kind === 1) return { ...own, inputs: own.inputs.toSpliced(at, 1) };
  if (kind === 2) return { ...own, inputs: [...own.inputs, rng.pick(names)] };
  const attrs = Object.entries(own.attrs ?? {});
  if (kind === 3 || attrs.length === 0)
    return { ...own, inputs: replaced(own.inputs, at, rng.int(8) === 0 ? '' : rng.pick(names)) };
  const [key, value] = rng.pick(attrs);
  const others = Object.fromEntries(attrs.filter(([name]) => name !== key));
  return { ...own, attrs: kind === 4 && rng.int(3) === 0 ? others : { ...others, [key]: changedAttribute(value, rng) } };
}

function changedTensor(own: OnnxTensor, rng: Rng): OnnxTensor {
  const kind = rng.int(3);
  if (kind === 0)
    return { ...own, dims: own.dims.map((length) => (rng.int(2) === 0 ? rng.pick([0, 1, 2, 3, 5, 7, 1e6]) : length)) };
  if (kind === 1) return { ...own, dims: rng.shuffle([...own.dims]) };
  const bytes = own.bytes.slice();
  if (bytes.length > 0) bytes[rng.int(bytes.length)] = rng.pick([0, 1, 2, 3, 0x7f, 0x80, 0xff]);
  return { ...own, bytes };
}

/** A model whose bytes are in order and whose graph is not: one to three attributes, inputs, operators, shapes or numbers changed. */
export function wrongModel(rng: Rng): Uint8Array {
  const { nodes, initializers = [], inputs = [image(['batch', 3, 8, 8])], ...rest } = rng.pick(parts);
  const names = [
    ...nodes.flatMap(({ outputs }) => outputs),
    ...initializers.map(({ name }) => name),
    ...inputs.map(({ name }) => name),
  ];
  const changed = { nodes: [...nodes], initializers: [...initializers], inputs: [...inputs] };
  for (let change = 1 + rng.int(3); change > 0; change--) {
    const kind = rng.int(8);
    if (kind === 0) {
      const at = rng.int(inputs.length);
      const { dims = [], ...input } = changed.inputs[at];
      const axis = rng.int(Math.max(1, dims.length));
      changed.inputs[at] = {
        ...input,
        dims: rng.int(3) === 0 ? dims.slice(0, axis) : replaced(dims, axis, rng.pick([0, 1, 2, 9, 'open'])),
      };
    } else if (kind < 3) {
      const at = rng.int(changed.initializers.length);
      changed.initializers[at] = changedTensor(changed.initializers[at], rng);
    } else {
      const at = rng.int(changed.nodes.length);
      changed.nodes[at] = changedNode(changed.nodes[at], names, rng);
    }
  }
  return onnxModel({ ...rest, ...changed });
}
